//! What the tests of every set of sentences look at, whoever says them.

use std::collections::{BTreeMap, BTreeSet};

/// The messages of a file, with what each says.
pub(crate) fn messages(source: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut name = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.split_once(" =") {
            Some((new, said)) if !line.starts_with([' ', '}']) => {
                name = new.to_owned();
                assert!(found.insert(name.clone(), said.to_owned()).is_none(), "`{name}` stands twice");
            }
            _ => *found.get_mut(&name).expect("a message begins") += line,
        }
    }
    found
}

/// What a message is told with.
pub(crate) fn arguments(said: &str) -> BTreeSet<&str> {
    said.split('$').skip(1).map(|rest| rest.split([' ', '}']).next().unwrap_or_default()).collect()
}

/// The names of the texts that a source says about a number; none where that is not plain from the call.
pub(crate) fn counted(source: &str) -> impl Iterator<Item = Option<&str>> {
    let calls = [".many(", ".counting("].into_iter().flat_map(move |call| source.split(call).skip(1));
    calls.map(|rest: &str| rest.trim_start().strip_prefix('"')?.split('"').next())
}

/// What stands between two quotation marks and may be a name; a template has such marks within such marks.
pub(crate) fn names(text: &str) -> Vec<String> {
    text.split('"').filter(|part| is_name(part)).map(str::to_owned).collect()
}

pub(crate) fn is_name(text: &str) -> bool {
    text.contains('-') && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
}

/// Whether a sentence tells of many: a word in the plural stands at most two words after what it is told with.
pub(crate) fn counts(said: &str) -> bool {
    let is_plural = |word: &str| {
        let is_verb = ["is", "was", "has", "as", "this", "its", "does", "s"].contains(&word);
        word == "people" || (word.ends_with('s') && !is_verb)
    };
    said.split("{ $").skip(1).filter_map(|rest| rest.split_once(" } ")).any(|(_, after)| {
        let letters = |word: &str| word.chars().all(char::is_alphabetic);
        after
            .split(' ')
            .take(2)
            .map(|word| word.trim_end_matches(['.', ',', ';']))
            .any(|word| letters(word) && is_plural(word))
    })
}

/// Both plurals, wherever a sentence bends.
pub(crate) fn hold_plurals(sources: [&str; 3]) {
    for source in sources {
        for (name, said) in messages(source).iter().filter(|(_, said)| said.contains("[one]") || said.contains("$n ->"))
        {
            assert!(said.contains("[one]") && said.contains("*[other]"), "{name}");
        }
    }
}
