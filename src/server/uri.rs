//! Documents by their addresses, and the files that those of `file:` stand for. Opens nothing.

use std::path::PathBuf;

use gen_lsp_types::Uri;
use percent_encoding::percent_decode_str;

/// The file that an address stands for; nothing for what is no file, such as a text that has not been saved yet.
pub fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    let path = percent_decode_str(rest).decode_utf8().ok()?;
    if !cfg!(windows) {
        return path.starts_with('/').then(|| PathBuf::from(path.as_ref()));
    }
    match path.strip_prefix('/') {
        // `/c:/folder`
        Some(local) => Some(PathBuf::from(local)),
        // `host/share`
        None => Some(PathBuf::from(format!("//{path}"))),
    }
}

/// The last part of an address: the name of the file, or of a text without one.
pub fn file_name(uri: &Uri) -> String {
    let last = uri.0.rsplit(['/', ':']).next().unwrap_or_default();
    percent_decode_str(last).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_files() {
        let file = |uri: &str| path(&Uri(uri.into()));
        let root = if cfg!(windows) { "c:" } else { "" };
        let is = |name: &str| Some(PathBuf::from(format!("{root}{name}")));
        let slash = if cfg!(windows) { "/c%3A" } else { "" };
        assert_eq!(file(&format!("file://{slash}/tmp/amp.yaml")), is("/tmp/amp.yaml"));
        assert_eq!(file(&format!("file://{slash}/tmp/a%20b/100%25/%C3%A4%23.yaml")), is("/tmp/a b/100%/ä#.yaml"));
        assert_eq!(path(&Uri("untitled:Untitled-1".into())), None);
        assert_eq!(path(&Uri("file:///tmp/%ff".into())), None);
        assert_eq!(file_name(&Uri("file:///tmp/my%20amp.yaml".into())), "my amp.yaml");
        assert_eq!(file_name(&Uri("untitled:amp.yaml".into())), "amp.yaml");
    }
}
