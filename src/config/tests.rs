//! Sources override each other in order, unknown keys are refused, and an error says what to change.

use super::*;

/// What the environment variables give, or the error's text.
fn with(variables: &[(&str, &str)]) -> Result<Config, String> {
    let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(None, environment).map_err(|error| error.to_string())
}

fn from_file(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(DEFAULT_FILE);
    std::fs::write(&path, text).expect("a written file");
    let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(Some(&path), environment).map_err(|error| error.to_string())
}

#[test]
fn without_any_source_the_defaults_hold_and_listen_on_this_machine_only() {
    let config = with(&[("PATH", "/bin")]).expect("the defaults");
    assert_eq!(config, Config::default());
    assert!(config.is_loopback());
    assert!(with(&[("CANDOR_LISTEN", "[::1]:7878")]).expect("loopback").is_loopback());
    assert!(!with(&[("CANDOR_LISTEN", "0.0.0.0:7878")]).expect("keys guard it").is_loopback());
}

#[test]
fn the_environment_wins_over_the_file_and_flags_win_over_both() {
    let file = "store = \"a\"\n[limits]\nbatch = 10\nin_flight = 3\n";
    let config = from_file(file, &[("CANDOR_LIMITS__BATCH", "20"), ("CANDOR_LOG__FORMAT", "json")]).expect("valid");
    assert_eq!((config.store.as_str(), config.limits.batch, config.limits.in_flight), ("a", 20, 3));
    assert_eq!(config.log.format, LogFormat::Json);
    let flags = Overrides { store: Some("b".to_owned()), ..Overrides::default() };
    let variable = ("CANDOR_STORE".to_owned(), "c".to_owned());
    assert_eq!(Config::load_with(None, [variable], flags).expect("valid").store, "b");
}

#[test]
fn an_unknown_key_or_a_wrong_type_is_refused_by_name_and_place() {
    for (file, needles) in [
        ("colour = 1", ["colour", DEFAULT_FILE]),
        ("[limits]\nbatches = 1", ["batches", DEFAULT_FILE]),
        ("[limits]\nbatch = \"many\"", ["limits.batch", DEFAULT_FILE]),
        ("listen = \"somewhere\"", ["listen", DEFAULT_FILE]),
        ("[log]\nformat = \"xml\"", ["log.format", "xml"]),
    ] {
        let error = from_file(file, &[]).expect_err("it should be refused");
        assert!(needles.iter().all(|needle| error.contains(needle)), "{file}: {error}");
    }
    let error = with(&[("CANDOR_LIMITS__BATCH", "many")]).expect_err("it should be refused");
    assert!(error.contains("CANDOR_LIMITS__BATCH"), "{error}");
    let error = with(&[("CANDOR_COLOUR", "red")]).expect_err("it should be refused");
    assert!(error.contains("colour"), "{error}");
}

#[test]
fn a_number_out_of_range_a_broken_filter_or_half_a_pair_is_refused() {
    for (file, needle) in [
        ("[limits]\nbatch = 0", "`limits.batch` must be between 1 and 1000, not 0"),
        ("[limits]\nbatch = 1001", "`limits.batch`"),
        ("[limits]\nbody_bytes = 1", "`limits.body_bytes`"),
        ("[limits]\nheader_read_ms = 0", "`limits.header_read_ms`"),
        ("[limits]\nin_flight = 100000", "`limits.in_flight`"),
        ("[limits]\naddress_per_second = 1000001", "`limits.address_per_second`"),
        ("[retention]\ntrail_days = 36501", "`retention.trail_days`"),
        ("[log]\nfilter = \"candor=loudly\"", "`log.filter`"),
        ("[tls]\ncertificate = \"chain.pem\"", "`tls.certificate` is set and `tls.key` is not"),
        ("[customers]\nshop = \"shop.example\"", "`customers.shop` is `shop.example`: write scheme"),
        ("[customers]\nshop = \"https://shop.example/\"", "`customers.shop`"),
        ("[customers]\nshop = \"https://shop.example:443\"", "`customers.shop`"),
        ("[customers]\nshop = \"http://shop.example:\"", "`customers.shop`"),
        ("[customers]\nshop = \"https://Shop.example\"", "`customers.shop`"),
        ("[customers]\nplacement = \" \"", "`customers.placement`"),
        ("[tls]\nkey = \"key.pem\"", "`tls.key` is set and `tls.certificate` is not"),
    ] {
        let error = from_file(file, &[]).expect_err("it should be refused");
        assert!(error.contains(needle), "{file}: {error}");
    }
}

/// Two shops that have nothing in common, with something in its place.
fn two_shops(place: &str, with: &str) -> String {
    let file = "imports = { folder = \"in\" }\n[refit]\nevery_minutes = 60\n\
        [shops.one]\nhosts = [\"one.test\"]\nstore = \"a/store\"\nmodels = \"a/models\"\n\
        [shops.two]\nhosts = [\"two.test\", \"2.test\"]\nstore = \"b/store\"\nmodels = \"b/models\"\n\
        refit = { every_minutes = 5 }\ncustomers = { shop = \"http://two.test:8080\" }\naudit = { signing_key = \"b/key\" }\n";
    assert!(place.is_empty() || file.contains(place), "{place}");
    file.replacen(place, with, 1)
}

#[test]
fn each_shop_has_what_it_says_and_the_rest_of_the_whole_but_nothing_of_another() {
    let config = from_file(&two_shops("", ""), &[("CANDOR_LIMITS__BATCH", "7")]).expect("valid");
    let [one, two] = config.of_shops().try_into().expect("two shops");
    assert_eq!((one.shop.as_deref(), two.shop.as_deref()), (Some("one"), Some("two")));
    assert_eq!((one.store.as_str(), two.store.as_str()), ("a/store", "b/store"));
    assert_eq!((one.refit.every_minutes, two.refit.every_minutes), (60, 5));
    assert_eq!((one.audit, two.audit.signing_key), (Audit::default(), PathBuf::from("b/key")));
    assert_eq!((one.imports.folder, two.imports.folder), (PathBuf::from("in/one"), PathBuf::from("in/two")));
    assert_eq!((one.limits.batch, two.limits.batch, two.listen), (7, 7, config.listen));
    assert_eq!((one.customers, two.customers.shop.as_str()), (Customers::default(), "http://two.test:8080"));
    assert!(one.hosts.contains("one.test") && !one.hosts.contains("two.test"));
    let single = Config::default();
    assert_eq!(single.of_shops(), [single]);
}

#[test]
fn shops_that_would_not_be_apart_or_not_be_reached_are_refused() {
    for (place, with, needle) in [
        ("two.test", "ONE.test", "the same `hosts`"),
        ("b/store", "./a/store", "the same `store`"),
        ("b/store", "a/store", "the same `store`"),
        ("b/models", "./a/models", "the same `models`"),
        ("b/models", "a/models/", "the same `models`"),
        ("b/models", "b/../a//models", "the same `models`"),
        ("[\"one.test\"]", "[\"one.test\"]\naudit = { signing_key = \"b/./key\" }", "the same `audit.signing_key`"),
        ("[\"one.test\"]", "[]", "`shops.one.hosts` is empty"),
        ("shops.one", "shops.One", "`shops.One`: a shop's name"),
        ("every_minutes = 5 ", "every_minutes = 999999 ", "`refit.every_minutes`"),
        ("store = \"b/store\"\n", "", "store"),
        ("[shops.two]", "[shops.two]\nlisten = \"127.0.0.1:1\"", "listen"),
    ] {
        let error = from_file(&two_shops(place, with), &[]).expect_err("it should be refused");
        assert!(error.contains(needle), "{with}: {error}");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(DEFAULT_FILE);
    std::fs::write(&path, two_shops("", "")).expect("a written file");
    let flags = Overrides { store: Some("c".to_owned()), ..Overrides::default() };
    let error = Config::load_with(Some(&path), [], flags).expect_err("it should be refused");
    assert!(error.to_string().contains("`--store` names what one shop has"), "{error}");
}

#[test]
fn a_host_of_a_shop_that_no_request_can_name_is_refused_and_others_are_not() {
    for host in [
        "one.test:8443",
        "https://one.test",
        "one.test.",
        " one.test",
        "::1",
        "[0:0::1]",
        "ann@one.test",
        "*.one.test",
        "one.test/",
    ] {
        let error = from_file(&two_shops("one.test", host), &[]).expect_err("it should be refused");
        assert!(error.contains(&format!("`shops.one.hosts` has `{host}`")), "{host}: {error}");
    }
    for host in ["[::1]", "127.0.0.1", "localhost", "ONE.test"] {
        from_file(&two_shops("one.test", host), &[]).expect("it can be named");
    }
}

#[test]
fn what_one_shop_has_is_not_said_of_several_in_the_file_or_the_environment() {
    let imports = "imports = { folder = \"in\" }\n";
    for (key, with) in [
        ("hosts", "hosts = [\"shop.test\"]"),
        ("store", "store = \"c/store\""),
        ("models", "models = \"c/models\""),
        ("audit.signing_key", "audit = { signing_key = \"c/key\" }"),
        ("audit.checkpoint_minutes", "audit = { checkpoint_minutes = 5 }"),
        ("webhooks.hosts", "webhooks = { hosts = [\"till\"] }"),
        ("letters.relay", "letters = { relay = \"localhost:25\" }"),
        ("letters.from", "letters = { from = \"shop@one.test\" }"),
        ("letters.domain", "letters = { domain = \"one.test\" }"),
        ("customers.shop", "customers = { shop = \"https://one.test\" }"),
        ("customers.placement", "customers = { placement = \"front\" }"),
        ("letters.choices", "letters = { choices = \"https://one.test/me\" }"),
    ] {
        let error = from_file(&two_shops(imports, &format!("{with}\n")), &[]).expect_err("nobody would heed it");
        assert!(error.contains(&format!("`{key}` names what one shop has")), "{with}: {error}");
        assert!(error.contains(&format!("`shops.NAME.{key}`")), "{with}: {error}");
    }
    for (name, value) in [("CANDOR_STORE", "c/store"), ("CANDOR_MODELS", "c"), ("CANDOR_AUDIT__SIGNING_KEY", "c/key")] {
        let error = from_file(&two_shops("", ""), &[(name, value)]).expect_err("nobody would heed it");
        assert!(error.contains("names what one shop has"), "{name}: {error}");
    }
}

#[test]
fn a_named_file_that_is_not_there_is_an_error() {
    let error = Config::load(Some(Path::new("no/such/candor.toml")), []).expect_err("it should be refused");
    assert!(error.to_string().contains("no/such/candor.toml"), "{error}");
}

#[test]
fn the_documentation_lists_every_key_with_its_default() {
    let documentation = include_str!("../../docs/configuration.md");
    let resolved = serde_json::to_value(Config::default()).expect("plain data");
    let mut keys = Vec::new();
    for (name, value) in resolved.as_object().expect("an object") {
        match value.as_object() {
            Some(section) => keys.extend(section.iter().map(|(key, value)| (format!("{name}.{key}"), value.clone()))),
            None => keys.push((name.clone(), value.clone())),
        }
    }
    for (key, value) in keys {
        let row = documentation.lines().find(|line| line.starts_with(&format!("| `{key}` |")));
        let row = row.unwrap_or_else(|| panic!("`{key}` is not documented"));
        assert!(row.contains(&format!("`{value}`")), "`{key}` = {value}: {row}");
    }
}
