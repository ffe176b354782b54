//! A PostgreSQL cluster of the tests' own: in a temporary folder, reached through a socket there and nothing else.
//!
//! It goes when it is dropped, and at the latest with the process that started it, however that ends: a keeper waits for the
//! end of its standard input.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// Waits for the end of its input, ends the server and removes the folder.
const KEEPER: &str = r#"
trap '' INT TERM HUP
cat >/dev/null
pid=$(head -n 1 "$0/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ] && grep -q postgres "/proc/$pid/comm" 2>/dev/null; then kill -QUIT "$pid"; fi
n=0
while [ -n "$pid" ] && [ -e "/proc/$pid" ] && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
rm -rf "$0"
"#;

/// The steps in which the server is waited for, and how many.
const STEP: Duration = Duration::from_millis(20);
const STEPS: usize = 1_500;

/// What a crash of the machine may cost. A crash of the server costs nothing either way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sync {
    /// Everything: quick.
    Off,
    /// Nothing that was acknowledged.
    On,
}

/// A cluster at work.
pub(crate) struct Cluster {
    home: PathBuf,
    programs: PathBuf,
    sync: Sync,
    server: Mutex<Option<Child>>,
    keeper: Child,
}

/// The folder with `initdb` and `postgres`: Debian's, the newest, or one of `PATH`.
fn programs() -> Option<PathBuf> {
    let debian =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = debian.collect();
    debian.sort();
    debian.into_iter().rev().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").is_file())
}

/// Whom the server runs as: it refuses to run as root.
fn unprivileged() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").expect("a list of users");
    let user = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map(|id| id.parse().expect("a number"));
        Some((ids.next()?, ids.next()?))
    };
    user("postgres").or_else(|| user("nobody"))
}

impl Cluster {
    /// Makes one and starts it. Where PostgreSQL is not installed the caller returns early and says so; with `CI=true` its
    /// absence is a failure.
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    pub(crate) fn start(sync: Sync) -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs PostgreSQL's initdb and postgres");
            eprintln!("skipped: PostgreSQL is not on this machine");
            return None;
        };
        let home = tempfile::Builder::new().prefix("candor-pg").tempdir().expect("a folder").keep();
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER]).arg(&home).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null());
        let keeper = keeper.spawn().expect("a shell");
        let cluster = Self { home, programs, sync, server: Mutex::default(), keeper };
        if fs::metadata(&cluster.home).expect("the folder").uid() == 0 {
            let (user, group) = unprivileged().expect("a user without rights");
            chown(&cluster.home, Some(user), Some(group)).expect("the right to give it away");
        }
        // Texts of this locale do not sort by bytes, so a column that should must say so.
        let mut initdb = cluster.command("initdb");
        initdb.args(["--auth=trust", "--username=candor", "--encoding=UTF8", "--no-sync", "--no-instructions"]);
        initdb.args(["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]);
        let done = initdb.output().expect("initdb");
        assert!(done.status.success(), "initdb: {}", String::from_utf8_lossy(&done.stderr));
        cluster.resume();
        Some(cluster)
    }

    /// A program of PostgreSQL on this cluster.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-D").arg(self.home.join("data")).current_dir(&self.home).stdin(Stdio::null());
        let owner = fs::metadata(&self.home).expect("the folder");
        if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            command.uid(owner.uid()).gid(owner.gid());
        }
        command
    }

    /// The address of the store in a schema, with further settings of its sessions.
    pub(crate) fn url(&self, schema: &str, settings: &[&str]) -> String {
        let socket = self.home.display().to_string().replace('/', "%2F");
        let settings: String = settings.iter().map(|setting| format!("%20-c{}", setting.replace('=', "%3D"))).collect();
        format!("postgres://candor@{socket}/postgres?options=-csearch_path%3D{schema}{settings}")
    }

    /// Starts the server, again after it was stopped or killed, and waits until it takes connections.
    pub(crate) fn resume(&self) {
        let status = self.home.join("data/postmaster.pid");
        for _ in 0..STEPS {
            let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
            let ended = |server: &mut Child| server.try_wait().expect("a child").is_some();
            // What a killed server left behind may still end; until then a new one refuses to start.
            if server.as_mut().is_none_or(ended) {
                *server = Some(self.spawn());
            }
            let pid = server.as_ref().map(|server| server.id().to_string());
            drop(server);
            let text = fs::read_to_string(&status).unwrap_or_default();
            let is_ready = text.lines().nth(7).is_some_and(|line| line.trim() == "ready");
            if is_ready && text.lines().next() == pid.as_deref() {
                return;
            }
            thread::sleep(STEP);
        }
        panic!("PostgreSQL did not start: {}", fs::read_to_string(self.home.join("log")).unwrap_or_default());
    }

    fn spawn(&self) -> Child {
        let log = File::options().create(true).append(true).open(self.home.join("log")).expect("a log");
        let sync = if self.sync == Sync::On { "on" } else { "off" };
        let mut server = self.command("postgres");
        server.args(["-c", "listen_addresses=", "-c", "max_connections=100", "-c", "shared_buffers=64MB"]);
        server.args(["-c", &format!("fsync={sync}"), "-c", &format!("full_page_writes={sync}")]);
        server.arg("-c").arg(format!("unix_socket_directories={}", self.home.display()));
        server.stdout(log.try_clone().expect("a log")).stderr(log).spawn().expect("a server")
    }

    /// Kills the server as a crash would.
    pub(crate) fn kill(&self) {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut server) = server.take() {
            server.kill().and_then(|()| server.wait()).expect("a living server");
        }
    }

    /// Stops the server in order; whoever is connected is sent away.
    pub(crate) fn stop(&self) {
        let mut server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(mut server) = server.take() {
            let told = Command::new("kill").args(["-INT", &server.id().to_string()]).status();
            assert!(told.is_ok_and(|told| told.success()), "a living server");
            server.wait().expect("an end");
        }
    }

    /// Runs statements in a schema, as somebody beside the store.
    pub(crate) fn sql(&self, schema: &str, statements: &str) -> String {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "candor", "-d", "postgres", "-h"])
            .arg(&self.home);
        psql.env("PGOPTIONS", format!("-c search_path={schema}")).args(["-c", statements]);
        let done = psql.output().expect("psql");
        assert!(done.status.success(), "{statements}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("text").trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let waited: io::Result<_> = self.keeper.wait();
        if let Some(mut server) = self.server.lock().unwrap_or_else(PoisonError::into_inner).take() {
            drop(server.wait());
        }
        drop(waited);
    }
}

/// The cluster that the tests of this binary share, and a schema of it that nobody else has.
pub(crate) fn shared() -> Option<(&'static Cluster, String)> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    static SCHEMAS: AtomicUsize = AtomicUsize::new(0);
    let cluster = CLUSTER.get_or_init(|| Cluster::start(Sync::Off)).as_ref()?;
    Some((cluster, format!("test_{}", SCHEMAS.fetch_add(1, Ordering::Relaxed))))
}
