//! `staff …`: accounts, as somebody at a keyboard adds, lists, resets and disables them. Pass phrases are made by the machine
//! and printed once.
//!
//! Deliberately absent: rules (`steps::staff`).

use anyhow::{Context as _, Result, anyhow};
use clap::Subcommand;
use site_gen::{load, say};

use crate::case::{Role, Roles, shanghai_date};
use crate::context::Clock;
use crate::settings::Settings;
use crate::steps::{self, Credentials, NewMember};
use crate::store::{self, Db, StoreError};

/// What is done with staff accounts.
#[derive(Subcommand)]
pub(crate) enum StaffCommand {
    /// 添加；打印一次口令
    Add {
        /// 登录名
        sign_in_name: String,
        /// 显示的姓名
        #[arg(long)]
        name: String,
        /// 办公室 id
        #[arg(long)]
        office: Option<String>,
        /// 逗号分隔：registrar handler reviewer redactor approver supervisor administrator
        #[arg(long)]
        roles: String,
    },
    /// 列出
    List,
    /// 换一个新口令；打印一次
    Reset {
        /// 登录名
        sign_in_name: String,
    },
    /// 停用；此人做过的事仍记在名下
    Disable {
        /// 登录名
        sign_in_name: String,
    },
}

/// Does it.
///
/// # Errors
/// A sentence for the person at the keyboard.
pub(crate) async fn run(settings: &Settings, db: &Db, command: StaffCommand, clock: &Clock) -> Result<()> {
    let now = clock();
    let not_there = |error: steps::StepError| match error {
        steps::StepError::NotFound => anyhow!("没有这个登录名"),
        steps::StepError::Store(StoreError::Duplicate) => anyhow!("这个登录名已经有人用了"),
        other => other.into(),
    };
    match command {
        StaffCommand::Add { sign_in_name, name, office, roles } => {
            let roles = Roles::parse(&roles).map_err(|word| {
                let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
                anyhow!("没有“{word}”这个角色；可以是 {}", known.join(" "))
            })?;
            if let Some(office) = &office {
                let site =
                    load::load(&settings.paths.content, None, shanghai_date(now)).map_err(|problems| {
                        anyhow!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
                    })?;
                site.units
                    .office(office)
                    .with_context(|| format!("units.toml 里没有“{office}”这个办公室"))?;
            }
            let phrase = steps::new_pass_phrase();
            let member = NewMember {
                sign_in_name: &sign_in_name,
                display_name: &name,
                office: office.as_deref(),
                roles: &roles,
                is_sample: false,
            };
            steps::add_staff(db, &member, &Credentials::of(&phrase), now).await.map_err(not_there)?;
            say!("staff {sign_in_name} {phrase} {roles}")?;
            say!("口令只显示这一次，请当面交给本人。")?;
        }
        StaffCommand::List => {
            for member in store::list_staff(db).await? {
                let office = member.office.as_deref().unwrap_or("-");
                let state = if member.is_disabled { "disabled" } else { "active" };
                say!("{} {} {office} {} {state}", member.sign_in_name, member.display_name, member.roles)?;
            }
        }
        StaffCommand::Reset { sign_in_name } => {
            let phrase = steps::new_pass_phrase();
            let held = steps::reset_pass_phrase(db, &sign_in_name, &Credentials::of(&phrase), now)
                .await
                .map_err(not_there)?;
            say!("staff {sign_in_name} {phrase}")?;
            if held {
                say!(
                    "新口令打不开原来的密钥副本：要再打开联系方式，请用 vault grant 或 vault recover 授权。"
                )?;
            }
        }
        StaffCommand::Disable { sign_in_name } => {
            let held = steps::disable_staff(db, &sign_in_name, now).await.map_err(not_there)?;
            say!("{sign_in_name} 已停用")?;
            if held {
                say!("此人原来能打开联系方式，密钥副本已经收回；请用 vault rotate 换一把新密钥。")?;
            }
        }
    }
    Ok(())
}
