//! Who is signed in: a random token in the browser's cookie, and here, in memory, the key that it stands for.
//!
//! A session says nothing of what its holder may do: that is asked of the key, at every call, so a key that was revoked, rotated or has
//! expired ends its sessions at once. Only the hash of a token is kept. Must not know what a role may do.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::HeaderMap;
use axum::http::header::ORIGIN;

use crate::access::Presented;
use crate::http::pages::asked::cookie;
use crate::units::Time;

/// A session that nobody uses ends after so long.
const IDLE_MS: i64 = 30 * 60 * 1_000;
/// A session ends after so long, however much it is used.
const WHOLE_MS: i64 = 8 * 60 * 60 * 1_000;
/// The most sessions; beyond them the one that was used least lately ends.
const SESSIONS_MAX: usize = 1_000;
/// The random bytes of a token.
pub(super) const TOKEN_BYTES: usize = 32;

/// What the connection is to the browser, and so which cookie it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Encrypted: the cookie is bound to this host and to encryption by its name.
    Secure,
    /// Plain, as on this machine alone.
    Plain,
}

impl Line {
    /// As the browser says in a form's `Origin`. What it does not say is taken for encrypted: a cookie that a plain line does not carry back
    /// lets nobody in, one without that mark may be overheard.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
        if origin.is_some_and(|origin| origin.starts_with("http://")) { Self::Plain } else { Self::Secure }
    }

    const fn cookie(self) -> &'static str {
        match self {
            Self::Secure => "__Host-candor",
            Self::Plain => "candor-session",
        }
    }

    /// The header that gives a browser its token, or, where that is empty, takes it away.
    pub(super) fn set_cookie(self, token: &str) -> String {
        let secure = if self == Self::Secure { "; Secure" } else { "" };
        let ended = if token.is_empty() { "; Max-Age=0" } else { "" };
        format!("{}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{ended}", self.cookie())
    }
}

struct Session {
    key: Presented,
    line: Line,
    began: Time,
    used: Time,
}

impl Session {
    const fn is_over(&self, now: Time) -> bool {
        let (age, idle) = (now.millis() - self.began.millis(), now.millis() - self.used.millis());
        age >= WHOLE_MS || idle >= IDLE_MS
    }
}

/// The sessions of this process.
#[derive(Default)]
pub(in crate::http) struct Sessions(Mutex<HashMap<blake3::Hash, Session>>);

impl Sessions {
    /// Begins a session for the holder of a key; the token for their cookie.
    pub(super) fn begin(&self, key: Presented, line: Line, random: [u8; TOKEN_BYTES], now: Time) -> String {
        let token = blake3::Hash::from_bytes(random).to_hex().to_string();
        let mut open = self.0.lock().expect("no holder panics");
        open.retain(|_, session| !session.is_over(now));
        if open.len() >= SESSIONS_MAX
            && let Some(idlest) = open.iter().min_by_key(|(_, session)| session.used).map(|(hash, _)| *hash)
        {
            open.remove(&idlest);
        }
        open.insert(named(&token), Session { key, line, began: now, used: now });
        token
    }

    /// The key of the session that a request belongs to.
    pub(super) fn key(&self, headers: &HeaderMap, now: Time) -> Option<Presented> {
        let mut open = self.0.lock().expect("no holder panics");
        let (hash, line) = shown(headers)?;
        let session = open.get_mut(&hash).filter(|session| session.line == line)?;
        if session.is_over(now) {
            open.remove(&hash);
            return None;
        }
        session.used = now;
        Some(session.key.clone())
    }

    /// Ends the session that a request belongs to.
    pub(super) fn end(&self, headers: &HeaderMap) -> Option<Presented> {
        let (hash, _) = shown(headers)?;
        self.0.lock().expect("no holder panics").remove(&hash).map(|session| session.key)
    }
}

/// What a request shows, by the name under which it is kept, and over which line it was given. The cookie that only an encrypted line can
/// set comes first.
fn shown(headers: &HeaderMap) -> Option<(blake3::Hash, Line)> {
    let on = |line: Line| cookie(headers, line.cookie()).map(|token| (named(token), line));
    on(Line::Secure).or_else(|| on(Line::Plain))
}

fn named(token: &str) -> blake3::Hash {
    blake3::hash(token.as_bytes())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::COOKIE;

    use super::*;

    const NOW: Time = Time::from_millis(1_000_000);

    fn key() -> Presented {
        let text = format!("candor_marketer_{}_{}", "07".repeat(8), "01".repeat(32));
        Presented::read(&text).expect("well formed")
    }

    fn with(cookie: &str) -> HeaderMap {
        [(COOKIE, HeaderValue::from_str(cookie).expect("a header"))].into_iter().collect()
    }

    fn later(ms: i64) -> Time {
        Time::from_millis(NOW.millis() + ms)
    }

    #[test]
    fn a_session_ends_when_it_is_idle_or_old_or_ended() {
        let sessions = Sessions::default();
        let token = sessions.begin(key(), Line::Plain, [7; TOKEN_BYTES], NOW);
        let cookie = with(&format!("persona=c0001; candor-session={token}"));
        assert!(sessions.key(&cookie, later(IDLE_MS - 1)).is_some());
        assert!(sessions.key(&cookie, later(2 * IDLE_MS - 1)).is_none(), "idle");
        let token = sessions.begin(key(), Line::Plain, [8; TOKEN_BYTES], NOW);
        let cookie = with(&format!("candor-session={token}"));
        for half in 0..WHOLE_MS / IDLE_MS * 2 {
            assert!(sessions.key(&cookie, later(half * IDLE_MS / 2)).is_some());
        }
        assert!(sessions.key(&cookie, later(WHOLE_MS)).is_none(), "old");
        let token = sessions.begin(key(), Line::Plain, [9; TOKEN_BYTES], NOW);
        let cookie = with(&format!("candor-session={token}"));
        assert!(sessions.end(&cookie).is_some() && sessions.key(&cookie, NOW).is_none(), "ended");
    }

    #[test]
    fn a_token_opens_only_under_the_cookie_that_it_was_given_as() {
        let sessions = Sessions::default();
        let token = sessions.begin(key(), Line::Secure, [7; TOKEN_BYTES], NOW);
        assert!(sessions.key(&with(&format!("candor-session={token}")), NOW).is_none());
        assert!(sessions.key(&with(&format!("__Host-candor={token}")), NOW).is_some());
        assert!(sessions.key(&with(&format!("__Host-candor={token}0")), NOW).is_none());
        assert!(Line::Secure.set_cookie(&token).ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));
    }

    #[test]
    fn only_a_page_that_says_it_came_in_plain_gets_a_plain_cookie() {
        let origin = |origin: &'static str| [(ORIGIN, HeaderValue::from_static(origin))].into_iter().collect();
        assert_eq!(Line::of(&origin("http://127.0.0.1:7878")), Line::Plain);
        for headers in [origin("https://shop.example"), origin("null"), HeaderMap::new()] {
            assert_eq!(Line::of(&headers), Line::Secure);
        }
    }

    #[test]
    fn there_are_only_so_many_sessions() {
        let sessions = Sessions::default();
        let token = |at: usize| {
            let mut random = [0; TOKEN_BYTES];
            random[..8].copy_from_slice(&at.to_le_bytes());
            let at = later(i64::try_from(at).expect("a small number"));
            sessions.begin(key(), Line::Plain, random, at)
        };
        let tokens: Vec<String> = (0..=SESSIONS_MAX).map(token).collect();
        let is_open = |token: &String| sessions.key(&with(&format!("candor-session={token}")), later(9_999)).is_some();
        assert!(!is_open(&tokens[0]) && tokens[1..].iter().all(is_open));
    }
}
