//! `luoshi user …`: accounts of a store, from the machine it runs on. Passwords are never typed
//! here: a one-time link lets the owner set one.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use luoshi_core::policy::{Action, Role};

use super::{StoreArgs, in_words, language, open_store, print_json, print_line, tell};
use crate::account::login::bodies;
use crate::account::{account, admin};
use crate::app::{App, Clock};
use crate::config::Config;
use crate::ctx::Ctx;
use crate::error::AppError;

/// List, add, disable accounts; make one-time links
#[derive(Debug, Args)]
pub struct User {
    #[command(flatten)]
    store: StoreArgs,
    /// Id of the body, where the store holds several
    #[arg(long, value_name = "ID", global = true)]
    tenant: Option<i64>,
    /// Print JSON, one document a line
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the accounts
    List,
    /// Open an account and print its one-time link
    Add {
        /// Name to sign in with
        login: String,
        /// Name of the person, who is entered if need be
        #[arg(long)]
        name: String,
        /// system_officer, security_officer or audit_officer
        #[arg(long, value_name = "ROLE", value_parser = officer)]
        officer: Option<Role>,
    },
    /// Print a one-time link to set a password
    Link {
        /// Name to sign in with
        login: String,
    },
    /// Disable an account and end its sessions
    Disable {
        /// Name to sign in with
        login: String,
    },
    /// Enable a disabled account
    Enable {
        /// Name to sign in with
        login: String,
    },
}

impl User {
    /// Does it.
    ///
    /// # Errors
    /// When the store cannot be opened, or the deed is refused, with the reason.
    pub async fn run(self) -> anyhow::Result<()> {
        let config = self.store.settings()?;
        let db = open_store(&config).await?;
        let app = App::new(db, config.clone(), Clock::system());
        let mut bodies = bodies(&app).await?.into_iter().map(|(id, _)| id);
        let tenant = match self.tenant {
            Some(id) => bodies.find(|t| t.0 == id),
            None => bodies.next(),
        };
        let tenant = tenant.with_context(|| language().text("cli-no-body"))?;
        let ctx = Ctx::program(&app, tenant, "cli");
        let outcome = self.act(&ctx, &config).await;
        app.db.clone().close().await?;
        outcome.map_err(|error| match error {
            AppError::NotFound => anyhow::anyhow!(language().text("cli-no-account")),
            other => in_words(other),
        })
    }

    async fn act(&self, ctx: &Ctx, config: &Config) -> Result<(), AppError> {
        match &self.what {
            What::List => self.list(ctx).await,
            What::Add { login, name, officer } => {
                let token = admin::open_named(ctx, name, login, *officer).await?;
                self.show_link(config, login, &token);
                Ok(())
            }
            What::Link { login } => {
                let account = admin::by_login(ctx, login, Action::Administer).await?;
                let token = admin::issue_link(ctx, &account).await?;
                self.show_link(config, login, &token);
                Ok(())
            }
            What::Disable { login } => set_state(ctx, login, true).await,
            What::Enable { login } => set_state(ctx, login, false).await,
        }
    }

    async fn list(&self, ctx: &Ctx) -> Result<(), AppError> {
        let mut after = String::new();
        loop {
            let page = admin::list(ctx, &after).await?;
            for account in page.iter().take(admin::PAGE) {
                self.show(account);
            }
            match page.get(admin::PAGE - 1) {
                Some(last) if page.len() > admin::PAGE => after.clone_from(&last.login),
                _ => return Ok(()),
            }
        }
    }

    fn show(&self, account: &account::Model) {
        let state = if account.disabled_at.is_some() { "disabled" } else { "enabled" };
        if self.json {
            print_json(&serde_json::json!({
                "login": account.login, "officer": account.officer, "state": state,
                "password": account.password_hash.is_some(),
            }));
        } else {
            print_line(&format!("{}\t{}\t{state}", account.login, account.officer.as_deref().unwrap_or("-")));
        }
    }

    fn show_link(&self, config: &Config, login: &str, token: &str) {
        let base = match config.public_url.trim_end_matches('/') {
            "" => format!("http://{}", config.listen),
            public => public.to_owned(),
        };
        let url = format!("{base}/setup/{token}");
        if self.json {
            print_json(&serde_json::json!({ "login": login, "setup": url }));
        } else {
            tell(&language().text_with("cli-link", &[("login", login.to_owned())]));
            print_line(&url);
        }
    }
}

async fn set_state(ctx: &Ctx, login: &str, disabled: bool) -> Result<(), AppError> {
    let account = admin::by_login(ctx, login, Action::Administer).await?;
    admin::disable(ctx, &account, account.version, disabled).await
}

fn officer(text: &str) -> Result<Role, String> {
    Role::from_name(text).filter(|r| r.is_officer()).ok_or_else(|| language().text("cli-officer-wrong"))
}
