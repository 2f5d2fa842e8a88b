//! Patterns for paths: what `include`, `exclude` and `paths` of the settings and `--include` are made of.
//!
//! `*` stands for anything but a `/`, `**` for any folders. A pattern without a `/` is for that name in any folder; with one it
//! is for a path from where the patterns stand. A `/` at its start does the latter, too. Nothing in here looks at files.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// What to write in place of a pattern that is none.
pub const HELP: &str = "write a path with `*` for a name and `**` for any folders";

/// No path is longer on most systems. What a pattern costs grows with its length.
const MAX_BYTES: usize = 4096;

/// One pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    glob: GlobSet,
}

impl Pattern {
    /// Reads a pattern. The error says what is wrong with it.
    pub fn new(text: &str) -> Result<Pattern, String> {
        if text.len() > MAX_BYTES {
            return Err("it is longer than any path".to_string());
        }
        let written = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
        let glob = match written.strip_prefix('/') {
            _ if written.is_empty() => return Err("it names nothing".to_string()),
            Some(path) => path.to_string(),
            None if written.contains('/') => written.to_string(),
            None => format!("**/{written}"),
        };
        let glob = GlobBuilder::new(&glob).literal_separator(true).build();
        let glob = glob.and_then(|glob| GlobSetBuilder::new().add(glob).build());
        glob.map(|glob| Pattern { text: text.to_string(), glob }).map_err(|error| error.kind().to_string())
    }
}

/// Several patterns of one place.
#[derive(Clone, Debug, Default)]
pub struct Patterns(Vec<Pattern>);

impl Patterns {
    /// The patterns together.
    pub fn new(all: Vec<Pattern>) -> Patterns {
        Patterns(all)
    }

    /// The patterns as they were written.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|pattern| pattern.text.as_str())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are for this path, as they were written.
    pub fn for_path(&self, path: &Path) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |pattern| pattern.glob.is_match(path)).map(|pattern| pattern.text.as_str())
    }

    /// Whether one of them is for this path.
    pub fn are_for(&self, path: &Path) -> bool {
        self.0.iter().any(|pattern| pattern.glob.is_match(path))
    }

    /// Whether one of them is for this path or for a folder that it lies in.
    pub fn cover(&self, path: &Path) -> bool {
        path.ancestors().filter(|path| !path.as_os_str().is_empty()).any(|path| self.are_for(path))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Pattern, Patterns};

    #[test]
    fn a_pattern_says_where_it_is_for() {
        for (pattern, takes, leaves) in [
            ("*.yaml", &["a.yaml", "a/b.yaml", "a/b/c.yaml"][..], &["a.yml", "a.yaml/b"][..]),
            ("crm.yaml", &["crm.yaml", "a/crm.yaml"], &["acrm.yaml"]),
            ("manifests/*.yaml", &["manifests/a.yaml"], &["manifests/a/b.yaml", "x/manifests/a.yaml", "a.yaml"]),
            ("./manifests/*.yaml", &["manifests/a.yaml"], &["x/manifests/a.yaml"]),
            ("/a.yaml", &["a.yaml"], &["x/a.yaml"]),
            ("**/m/*.yaml", &["m/a.yaml", "x/y/m/a.yaml"], &["m/x/a.yaml"]),
            ("m/**", &["m/a.yaml", "m/x/a.yaml"], &["m", "x/m/a.yaml"]),
            ("m/**/*.{yaml,yml}", &["m/a.yml", "m/x/a.yaml"], &["m/a.json"]),
        ] {
            let patterns = Patterns::new(vec![Pattern::new(pattern).unwrap()]);
            takes.iter().for_each(|path| assert!(patterns.are_for(Path::new(path)), "{pattern}: {path}"));
            leaves.iter().for_each(|path| assert!(!patterns.are_for(Path::new(path)), "{pattern}: {path}"));
        }
    }

    #[test]
    fn a_folder_stands_for_all_that_lies_in_it() {
        for (pattern, covers, leaves) in [
            ("vendor", &["vendor", "vendor/a", "x/vendor/y/a"][..], &["vendors/a", "a"][..]),
            ("vendor/", &["vendor/a", "x/vendor/a"], &["vendors/a"]),
            ("/vendor", &["vendor/a"], &["x/vendor/a"]),
            ("x/vendor", &["x/vendor/y/a"], &["vendor/a"]),
            ("x/vendor/**", &["x/vendor/y/a"], &["x/vendor", "x/a"]),
        ] {
            let patterns = Patterns::new(vec![Pattern::new(pattern).unwrap()]);
            covers.iter().for_each(|path| assert!(patterns.cover(Path::new(path)), "{pattern}: {path}"));
            leaves.iter().for_each(|path| assert!(!patterns.cover(Path::new(path)), "{pattern}: {path}"));
        }
        assert!(!Patterns::default().cover(Path::new("a")));
    }

    #[test]
    fn what_cannot_be_used_is_no_pattern() {
        assert!(Pattern::new("a[").is_err());
        assert!(Pattern::new("{a,b").is_err());
        assert!(Pattern::new("").is_err() && Pattern::new("/").is_err() && Pattern::new("./").is_err());
        assert!(Pattern::new(&"[!a]".repeat(1024)).is_ok());
        assert!(Pattern::new(&"[!a]".repeat(1025)).is_err());
    }
}
