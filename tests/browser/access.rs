//! Whether everybody can use what a page shows now, by axe-core, which `make test` puts beside the build; it is no part of this project.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use fantoccini::Client;
use serde_json::{Value, json};

/// The script of axe-core; nothing where this machine lacks it.
pub(crate) fn axe() -> Option<&'static str> {
    static AXE: OnceLock<Option<String>> = OnceLock::new();
    AXE.get_or_init(read).as_deref()
}

#[expect(clippy::print_stderr, reason = "a skipped check says so")]
fn read() -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/axe/axe.min.js");
    let script = fs::read_to_string(&path).ok();
    if script.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {}", path.display());
        eprintln!("skipped: axe-core is not on this machine; `make axe` fetches it");
    }
    script
}

/// What axe finds serious or critical: rule, element, and what is wrong.
pub(crate) async fn ails(client: &Client, rules: &[&str]) -> Vec<String> {
    let run = "const done = arguments[arguments.length - 1]; \
        const only = arguments[0].length ? { runOnly: { type: 'rule', values: arguments[0] } } : {}; \
        axe.run(document, { resultTypes: ['violations'], ...only }).then((told) => done(told.violations \
            .filter((one) => one.impact === 'serious' || one.impact === 'critical') \
            .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`))), \
            (cause) => done([String(cause)]))";
    let told = client.execute_async(run, vec![json!(rules)]).await.expect("a report");
    told.as_array().expect("a list").iter().map(Value::to_string).collect()
}

/// Whether what a page listens for is answered: not where scripts are switched off, whatever a test executes.
pub(crate) async fn runs_scripts(client: &Client) -> bool {
    let ask = "let runs = false; const here = new EventTarget(); here.addEventListener('x', () => { runs = true }); \
        here.dispatchEvent(new Event('x')); return runs;";
    client.execute(ask, Vec::new()).await.expect("an answer") == json!(true)
}

/// Nothing of what is shown now ails, whatever was just done. Without scripts axe-core cannot look; the same pages are looked at with them.
pub(crate) async fn nothing_ails(client: &Client) {
    let Some(axe) = axe() else { return };
    if !runs_scripts(client).await {
        return;
    }
    client.execute(axe, Vec::new()).await.expect("axe is there");
    let page = client.current_url().await.expect("an address");
    assert_eq!(ails(client, &[]).await, Vec::<String>::new(), "{page}");
}
