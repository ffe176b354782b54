//! The source, read as text. Properties held:
//! - a module uses only modules that stand above it in `lib.rs`;
//! - above the shell line there is no async, clock, environment, file system, network, global state or hidden random source;
//! - files have at most 400 lines and functions at most 70, tests aside, unless a `// tidy:` comment gives the reason;
//! - no `unwrap`, `#[allow]`, `todo` or `dbg` outside tests, and no path of anybody's machine anywhere;
//! - every path that the documents name exists;
//! - each of these checks fails on a text that breaks it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;
const SHELL_LINE: &str = "// ---- shell";

/// What must not occur in the core: the text, and what it would bring in.
const IMPURE: [(&str, &str); 17] = [
    ("async fn", "async"),
    ("async move", "async"),
    (".await", "async"),
    ("tokio::", "async"),
    ("SystemTime", "the clock"),
    ("Instant::now", "the clock"),
    ("Timestamp::now", "the clock"),
    ("Zoned::now", "the clock"),
    ("std::env::", "the environment"),
    ("std::fs", "the file system"),
    ("std::net", "the network"),
    ("File::open", "the file system"),
    ("static mut", "global state"),
    ("OnceLock", "global state"),
    ("LazyLock", "global state"),
    ("thread_local!", "global state"),
    ("RandomState", "a hidden random source"),
];

/// What must not occur outside tests.
const UNTIDY: [&str; 6] = [".unwrap()", "#[allow", "#![allow", "todo!(", "dbg!(", "unimplemented!("];

/// Beginnings of paths that exist on one machine only.
const MACHINE_PATHS: [&str; 4] = ["/root/", "/home/", "/work/", "/Users/"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder with one of these endings, in order.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Source without its in-file tests: they stand last.
fn without_tests(source: &str) -> &str {
    source.find("\n#[cfg(test)]\nmod tests {").map_or(source, |at| &source[..at])
}

/// A line without its comment. `//` inside a string (an address) is not a comment: it follows a colon.
fn code(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find("//").map(|at| at + from) {
        if at == 0 || line.as_bytes()[at - 1] != b':' {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

/// The modules of `lib.rs` in reading order, and how many of them are core.
fn modules(lib: &str) -> (Vec<String>, usize) {
    let (mut names, mut core) = (Vec::new(), None);
    for line in lib.lines() {
        if line.starts_with(SHELL_LINE) {
            core = Some(names.len());
        }
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            names.push(name.to_owned());
        }
    }
    let core = core.expect("lib.rs draws the shell line");
    (names, core)
}

/// The top module that a file belongs to.
fn module_of(path: &Path, src: &Path) -> String {
    let inside = path.strip_prefix(src).expect("a file below src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The top modules that a source names with `crate::`.
fn uses(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in source.lines().map(code) {
        for piece in line.split("crate::").skip(1) {
            if let Some(list) = piece.strip_prefix('{') {
                let names = list.split(&[',', '}'][..]).map(|name| name.trim().split("::").next().unwrap_or_default());
                found.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
            } else {
                found.extend(piece.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned));
            }
        }
    }
    found
}

fn order_faults(name: &str, own: &str, source: &str, order: &[String]) -> Vec<String> {
    let Some(at) = order.iter().position(|module| module == own) else { return Vec::new() };
    let below = uses(source).into_iter().filter(|used| order.iter().position(|m| m == used).is_some_and(|u| u > at));
    below.map(|used| format!("{name}: `{own}` uses `{used}`, which stands below it in lib.rs")).collect()
}

fn purity_faults(name: &str, source: &str) -> Vec<String> {
    let lines = source.lines().enumerate();
    let faults = lines.flat_map(|(at, line)| {
        let hits = IMPURE.iter().filter(move |(text, _)| code(line).contains(text));
        hits.map(move |(text, what)| format!("{name}:{}: `{text}` brings {what} into the core", at + 1))
    });
    faults.collect()
}

fn has_reason(line: &str) -> bool {
    line.trim().strip_prefix("// tidy: ").is_some_and(|reason| reason.len() >= 15)
}

fn size_faults(name: &str, source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().collect();
    let mut faults = Vec::new();
    let is_excused = lines.iter().take(20).any(|line| has_reason(line));
    if lines.len() > FILE_LINES_MAX && !is_excused {
        faults.push(format!("{name}: {} lines, at most {FILE_LINES_MAX}", lines.len()));
    }
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let is_function = code(line).split_whitespace().any(|word| word == "fn") && !line.trim_end().ends_with(';');
        if !is_function || line.trim_end().ends_with('}') {
            continue;
        }
        let end = lines[at..].iter().position(|l| l.len() == indent + 1 && l.trim_start() == "}").unwrap_or(0);
        let is_excused = lines[at.saturating_sub(8)..at].iter().any(|line| has_reason(line));
        if end + 1 > FUNCTION_LINES_MAX && !is_excused {
            faults.push(format!("{name}:{}: a function of {} lines, at most {FUNCTION_LINES_MAX}", at + 1, end + 1));
        }
    }
    faults
}

fn untidy_faults(name: &str, source: &str) -> Vec<String> {
    let lines = source.lines().enumerate();
    let faults = lines.flat_map(|(at, line)| {
        let hits = UNTIDY.iter().filter(move |text| code(line).contains(*text));
        hits.map(move |text| format!("{name}:{}: `{text}`", at + 1))
    });
    faults.collect()
}

fn machine_faults(name: &str, text: &str) -> Vec<String> {
    let lines = text.lines().enumerate();
    let faults = lines.flat_map(|(at, line)| {
        let is_own =
            |text: &&&str| line.match_indices(**text).any(|(at, _)| at == 0 || !is_path(line.as_bytes()[at - 1]));
        MACHINE_PATHS.iter().filter(is_own).map(move |text| format!("{name}:{}: a path below `{text}`", at + 1))
    });
    faults.collect()
}

/// Whether a byte before `/home/` makes it the middle of an address such as `/placements/home/policy`.
fn is_path(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'}' | b'.' | b'-' | b'_')
}

/// Texts in backticks that look like files or folders of this repository.
fn named_paths(document: &str) -> Vec<String> {
    let tops = ["src/", "tests/", "benches/", "clients/", "docs/", "data/", "models/", ".ci/"];
    let quoted = document.split('`').skip(1).step_by(2);
    let paths = quoted.filter(|text| {
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
        let is_root_file = !text.contains('/') && [".md", ".toml", ".lock"].iter().any(|end| text.ends_with(end));
        is_plain && (tops.iter().any(|top| text.starts_with(top)) || is_root_file)
    });
    paths.map(str::to_owned).collect()
}

fn path_faults(name: &str, document: &str, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let missing = named_paths(document).into_iter().filter(|path| !exists(path));
    missing.map(|path| format!("{name}: `{path}` does not exist")).collect()
}

fn assert_none(faults: &[String]) {
    let mut text = String::new();
    for fault in faults {
        writeln!(text, "  {fault}").expect("a string takes everything");
    }
    assert!(faults.is_empty(), "{} faults:\n{text}", faults.len());
}

/// Every source file with its text before the tests: name, top module, text. Files of tests are left out.
fn sources() -> Vec<(String, String, String)> {
    let src = root().join("src");
    let is_test =
        |path: &PathBuf| path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
    let paths = files(&src, &["rs"]).into_iter().filter(|path| !is_test(path));
    let source = |path: PathBuf| {
        let name = path.strip_prefix(root()).expect("a file of ours").display().to_string();
        let text = read(&path);
        (name, module_of(&path, &src), without_tests(&text).to_owned())
    };
    paths.map(source).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let (order, _) = modules(&read(&root().join("src/lib.rs")));
    let faults: Vec<String> =
        sources().iter().flat_map(|(name, own, text)| order_faults(name, own, text, &order)).collect();
    assert_none(&faults);
}

#[test]
fn invariant_10_the_core_is_pure() {
    let (order, core) = modules(&read(&root().join("src/lib.rs")));
    let is_core = |own: &String| order.iter().position(|module| module == own).is_some_and(|at| at < core);
    let sources = sources();
    assert!(sources.iter().filter(|(_, own, _)| is_core(own)).count() > 30, "the core is not empty");
    let core_files = sources.iter().filter(|(_, own, _)| is_core(own));
    let faults: Vec<String> = core_files.flat_map(|(name, _, text)| purity_faults(name, text)).collect();
    assert_none(&faults);
}

#[test]
fn every_file_belongs_to_a_module_of_lib() {
    let (order, _) = modules(&read(&root().join("src/lib.rs")));
    let stray = |own: &String| !order.contains(own) && own != "lib" && own != "main";
    let faults: Vec<String> = sources().into_iter().filter(|(_, own, _)| stray(own)).map(|(name, ..)| name).collect();
    assert_none(&faults);
}

#[test]
fn files_and_functions_stay_small() {
    let faults: Vec<String> = sources().iter().flat_map(|(name, _, text)| size_faults(name, text)).collect();
    assert_none(&faults);
}

#[test]
fn nothing_unfinished_or_careless_stays() {
    let faults: Vec<String> = sources().iter().flat_map(|(name, _, text)| untidy_faults(name, text)).collect();
    assert_none(&faults);
}

#[test]
fn nothing_names_a_path_of_one_machine() {
    let endings = ["rs", "md", "toml", "json", "ftl", "html", "css", "js", "ts", "py", "yml"];
    let folders = ["src", "tests", "benches", "clients", "docs", "data", "models"];
    let mut paths: Vec<PathBuf> = folders.iter().flat_map(|folder| files(&root().join(folder), &endings)).collect();
    paths.extend(["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Cargo.toml", "Makefile"].map(|f| root().join(f)));
    paths.retain(|path| !path.ends_with("tests/tidy.rs"));
    assert_none(
        &paths.iter().flat_map(|path| machine_faults(&path.display().to_string(), &read(path))).collect::<Vec<_>>(),
    );
}

#[test]
fn every_path_that_a_document_names_exists() {
    let mut documents = vec![root().join("ARCHITECTURE.md"), root().join("README.md")];
    documents.extend(files(&root().join("docs"), &["md"]));
    let exists = |path: &str| root().join(path).exists() || path.starts_with("candor.");
    let check = |path: &PathBuf| path_faults(&path.display().to_string(), &read(path), &exists);
    assert_none(&documents.iter().flat_map(check).collect::<Vec<_>>());
}

#[test]
fn each_check_fails_on_a_text_that_breaks_it() {
    let order = ["ids", "event", "store"].map(str::to_owned);
    assert_eq!(order_faults("f", "event", "use crate::{ids, store};", &order).len(), 1);
    assert_eq!(order_faults("f", "event", "let x = crate::store::open();", &order).len(), 1);
    assert!(order_faults("f", "event", "use crate::ids::ItemId; // not crate::store", &order).is_empty());
    assert_eq!(purity_faults("f", "let now = SystemTime::now();").len(), 1);
    assert!(purity_faults("f", "// no SystemTime here").is_empty());
    let long = format!("fn f() {{\n{}}}\n", "    x();\n".repeat(FUNCTION_LINES_MAX));
    assert_eq!(size_faults("f", &long).len(), 1);
    assert!(size_faults("f", &format!("// tidy: one table, read as one\n{long}")).is_empty());
    assert_eq!(size_faults("f", &format!("// tidy: short\n{long}")).len(), 1);
    assert_eq!(size_faults("f", &"x\n".repeat(FILE_LINES_MAX + 1)).len(), 1);
    assert_eq!(untidy_faults("f", "a.unwrap();\n#[allow(x)]").len(), 2);
    assert_eq!(machine_faults("f", "see /work/x").len(), 1);
    assert!(machine_faults("f", "PUT /v1/placements/home/policy").is_empty());
    assert_eq!(path_faults("f", "see `src/nowhere.rs` and `GET /x`", &|_| false).len(), 1);
    assert!(path_faults("f", "see `src/lib.rs`", &|_| true).is_empty());
    assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests {\n}\n"), "a");
}
