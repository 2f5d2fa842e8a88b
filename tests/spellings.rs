//! Names of providers and modules, in all the ways in which people write them: each is told the one name that it is near to, and no
//! name that is known anywhere is called a misspelling of another.

use std::collections::BTreeSet;

use amp_lint::{Catalog, Finding, Source, lint};
/// The findings of a rule about an integration with nothing but a proxy.
fn said(rule: &str, head: &str) -> Vec<Finding> {
    let text = format!("name: crm\n{head}\nproxy:\n  enabled: true\n");
    let mut found = lint(&Source::new("amp.yaml", text));
    found.retain(|finding| finding.rule == rule);
    found
}

/// A name with its words apart, in other cases, and with two neighbours swapped.
fn spellings(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in name.chars() {
        if words.is_empty() || matches!(letter, '-' | '_') || (letter.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if !matches!(letter, '-' | '_') {
            words.last_mut().unwrap().push(letter);
        }
        before = letter;
    }
    let mut all = vec![name.to_uppercase(), name.to_lowercase()];
    for separator in ["-", "_", " ", ""] {
        let joined = words.join(separator);
        all.extend([joined.to_lowercase(), joined.to_uppercase(), joined]);
    }
    let letters: Vec<char> = name.chars().collect();
    for first in 0..letters.len() - 1 {
        let mut swapped = letters.clone();
        swapped.swap(first, first + 1);
        all.push(swapped.into_iter().collect());
    }
    all.retain(|spelling| spelling != name);
    all.sort();
    all.dedup();
    all
}

#[test]
fn a_provider_is_known_however_it_is_spelt() {
    let catalog = Catalog::builtin();
    let mut count = 0;
    let mut several = BTreeSet::new();
    for provider in catalog.providers() {
        assert_eq!(said("provider-not-supported", &format!("provider: \"{}\"", provider.name)), []);
        for written in spellings(&provider.name) {
            if catalog.provider(&written).is_some() {
                continue;
            }
            let found = said("provider-not-supported", &format!("provider: \"{written}\""));
            let [finding] = found.as_slice() else { panic!("{written}\n{found:#?}") };
            let help = finding.help.as_ref().unwrap();
            assert!(help.contains(&format!("`{}`", provider.name)), "{written}: {help}");
            // `ringOverUE` may be two of them.
            if help.starts_with("did you mean") {
                several.insert(provider.name.as_str());
                continue;
            }
            assert_eq!(*help, format!("write `{}`", provider.name), "{written}");
            // Only where nothing but the case is another is it put right without a look.
            let is_case = written.to_lowercase() == provider.name.to_lowercase();
            assert_eq!(finding.fix.as_ref().map(|fix| fix.safe), Some(is_case), "{written}");
            count += 1;
        }
    }
    assert!(count > 1000, "{count}");
    assert!(several.len() <= 2, "{several:?}");
}

#[test]
fn a_module_is_known_however_it_is_spelt() {
    let mut count = 0;
    for provider in Catalog::builtin().providers() {
        for module in &provider.modules {
            let head = |written: &str| format!("provider: {}\nmodule: \"{written}\"", provider.name);
            assert_eq!(said("provider-module", &head(&module.name)), []);
            for written in spellings(&module.name) {
                if provider.module(&written).is_some() {
                    continue;
                }
                let found = said("provider-module", &head(&written));
                let [finding] = found.as_slice() else { panic!("{written}\n{found:#?}") };
                assert_eq!(finding.help, Some(format!("write `{}`", module.name)), "{written}");
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn an_object_that_one_table_knows_is_not_renamed_for_another() {
    let catalog = Catalog::builtin();
    let mut count = 0;
    for provider in catalog.providers() {
        let modules = provider.modules.iter().map(|module| Some(module.name.as_str())).chain([None]);
        for module in modules {
            let of_subscriptions = catalog.subscriptions(&provider.name, module).map_or(&[][..], |all| &all.objects);
            let listed = catalog.objects(&provider.name, module).flat_map(|objects| objects.iter());
            let with_fields = catalog.field_lists(&provider.name, module).map(|list| list.object.as_str());
            let names = listed.map(|object| object.name.as_str()).chain(with_fields);
            let names = names.chain(of_subscriptions.iter().map(|object| object.name.as_str()));
            let list: String = names
                .map(|name| {
                    count += 1;
                    format!("    - objectName: \"{name}\"\n      destination: d\n      optionalFieldsAuto: all\n")
                })
                .collect();
            let module = module.map_or(String::new(), |module| format!("module: {module}\n"));
            let text = format!("name: crm\nprovider: {}\n{module}read:\n  objects:\n{list}", provider.name);
            let found = lint(&Source::new("amp.yaml", text));
            let renamed: Vec<&Finding> = found.iter().filter(|finding| finding.rule == "object-exists").collect();
            assert!(renamed.is_empty(), "{}\n{renamed:#?}", provider.name);
        }
    }
    assert!(count > 2500, "{count}");
}
