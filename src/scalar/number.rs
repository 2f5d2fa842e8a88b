//! Numbers as the platform turns them into text.
//!
//! The platform is written in Go: where a string is wanted and a number is written, it prints the
//! number with `strconv` and 32 bits of precision. This module prints the same characters.

/// `strconv.FormatFloat(value, 'g', -1, 32)`.
pub fn as_go_text(value: f64) -> String {
    let value = value as f32;
    if value.is_nan() {
        return "NaN".to_string();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_string();
    }
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let Ok(power) = exponent.parse::<i32>() else { return scientific };
    // Go switches to an exponent below 1e-4 and from 1e6 on; its exponent has two digits and a sign.
    if (-4..6).contains(&power) {
        return format!("{value}");
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", power.abs())
}

/// The same where the number is a key: what is not finite in 32 bits is spelt as YAML does.
pub fn key_text(value: f64) -> String {
    match as_go_text(value).as_str() {
        "NaN" => ".nan".to_string(),
        "+Inf" => ".inf".to_string(),
        "-Inf" => "-.inf".to_string(),
        text => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{as_go_text, key_text};

    #[test]
    fn floats_look_as_go_prints_them() {
        let cases = [
            (1.0, "1"),
            (1.1, "1.1"),
            (0.1, "0.1"),
            (100.0, "100"),
            (100000.0, "100000"),
            (1e6, "1e+06"),
            (1234567.0, "1.234567e+06"),
            (1.2345678901234568e29, "1.2345679e+29"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-2.5, "-2.5"),
            (f64::INFINITY, "+Inf"),
            (f64::NEG_INFINITY, "-Inf"),
            (f64::NAN, "NaN"),
        ];
        for (value, text) in cases {
            assert_eq!(as_go_text(value), text);
        }
    }

    #[test]
    fn keys_that_are_too_large_for_32_bits_are_infinite() {
        let cases =
            [(1.8e39, ".inf"), (-1.8e39, "-.inf"), (f64::INFINITY, ".inf"), (f64::NAN, ".nan"), (1e20, "1e+20")];
        for (value, text) in cases {
            assert_eq!(key_text(value), text);
        }
    }
}
