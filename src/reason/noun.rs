//! A name from the record, fit to stand in a sentence.

/// Trims a name, turns runs of blanks and control characters into one blank, and drops characters that would turn the
/// writing direction of the rest of the sentence around or cannot be seen.
pub(super) fn clean(name: &str) -> String {
    let visible = name.chars().filter(|c| !is_invisible(*c)).map(|c| if c.is_control() { ' ' } else { c });
    let visible: String = visible.collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A clean name without what ends it like a sentence, so that the sentence can go on after it.
pub(super) fn open_ended(name: &str) -> String {
    clean(name).trim_end_matches(['.', ',', ';', ' ']).to_owned()
}

/// How many words a text has: the parts between blanks.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The first `n` words (at least one) of a clean name with an ellipsis, or the whole name when it has no more.
pub(super) fn shorten(name: &str, n: usize) -> String {
    let n = n.max(1);
    if words(name) <= n {
        return name.to_owned();
    }
    let kept = name.split(' ').take(n).collect::<Vec<_>>().join(" ");
    let kept = kept.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | ']' | '"' | '%'));
    if kept.is_empty() { "…".to_owned() } else { format!("{kept}…") }
}

/// Leaves one closing mark where a name brought its own: "Lantern…." and "Dr.." read badly.
pub(super) fn close(mut sentence: String) -> String {
    let stem = sentence.strip_suffix('.').unwrap_or(&sentence);
    if stem.ends_with(['.', '…', '!', '?']) && sentence.ends_with('.') {
        sentence.pop();
    }
    sentence
}

/// Marks of writing direction, joiners and blanks of no width.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
