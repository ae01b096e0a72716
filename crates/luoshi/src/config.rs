//! Settings: defaults, then a TOML file, then `LUOSHI_…` variables, then the command line.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::db::StoreUrl;

/// Everything that can be set. `docs/config.md` is generated from these comments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Folder of the store and the fonts.
    pub data: PathBuf,
    /// Store: `postgres://…[#schema]` or a file; empty means `luoshi.db` in the data folder.
    pub database: String,
    /// Address that users type, such as `https://luoshi.example.gov.cn`. With https the session
    /// cookie is `Secure` and HSTS is sent.
    pub public_url: String,
    /// Address-bar hosts that a proxy in front may pass on as the client's address
    /// (`X-Forwarded-For` is believed only from these).
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Minutes without a request after which a session ends.
    pub session_idle_minutes: u32,
    /// The same for the three officers.
    pub officer_idle_minutes: u32,
    /// Hours after which a session ends in any case.
    pub session_hours: u32,
    /// Log lines as JSON.
    pub log_json: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: PathBuf::from("luoshi-data"),
            database: String::new(),
            public_url: String::new(),
            trusted_proxies: Vec::new(),
            session_idle_minutes: 15,
            officer_idle_minutes: 10,
            session_hours: 12,
            log_json: false,
        }
    }
}

impl Config {
    /// Reads the settings; `file` must exist when it is named.
    ///
    /// # Errors
    /// Unknown keys and wrong types, with the key's name. `LUOSHI_TEST_…` belongs to the tests.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            anyhow::ensure!(file.exists(), "there is no settings file {}", file.display());
            figment = figment.merge(Toml::file(file));
        }
        Ok(figment.merge(Env::prefixed("LUOSHI_").filter(|key| !key.starts_with("test_"))).extract()?)
    }

    /// Where the store is.
    #[must_use]
    pub fn store(&self) -> StoreUrl {
        if self.database.is_empty() {
            StoreUrl::in_folder(&self.data)
        } else {
            StoreUrl::parse(&self.database)
        }
    }

    /// Whether users come over TLS.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}
