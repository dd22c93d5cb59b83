//! `staff …`: accounts, as somebody at a keyboard adds, lists, resets and disables them. Pass phrases are made by the machine
//! and printed once.
//!
//! Deliberately absent: rules (`steps::staff`).

use anyhow::{Result, anyhow};
use clap::Subcommand;
use jiff::civil::Date;
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
        /// 所在单位的 id：办公室或村
        #[arg(long, alias = "office")]
        unit: Option<String>,
        /// 逗号分隔：registrar handler reviewer redactor approver supervisor administrator leader office_lead
        /// village_secretary village_instructor grassroots_instructor project_officer hotline_clerk liaison auditor
        /// publisher
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
        StaffCommand::Add { sign_in_name, name, unit, roles } => {
            let roles = Roles::parse(&roles).map_err(|word| {
                let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
                anyhow!("没有“{word}”这个角色；可以是 {}", known.join(" "))
            })?;
            check_unit(settings, unit.as_deref(), &roles, shanghai_date(now))?;
            let phrase = steps::new_pass_phrase();
            let member = NewMember {
                sign_in_name: &sign_in_name,
                display_name: &name,
                office: unit.as_deref(),
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

/// The unit stands in the content, and is a village where a role is one of a village.
fn check_unit(settings: &Settings, unit: Option<&str>, roles: &Roles, today: Date) -> Result<()> {
    let of_village = roles.iter().find(|role| role.is_of_village());
    let Some(unit) = unit else {
        return match of_village {
            Some(role) => Err(anyhow!("{} 是一个村的角色：请用 --unit 写明是哪个村", role.as_str())),
            None => Ok(()),
        };
    };
    let site = load::load(&settings.paths.content, None, today).map_err(|problems| {
        anyhow!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    match of_village {
        Some(role) if site.units.village(unit).is_none() => {
            Err(anyhow!("{} 是一个村的角色，units.toml 里没有“{unit}”这个村", role.as_str()))
        }
        None if site.units.office(unit).is_none() && site.units.village(unit).is_none() => {
            Err(anyhow!("units.toml 里没有“{unit}”这个办公室或村"))
        }
        _ => Ok(()),
    }
}
