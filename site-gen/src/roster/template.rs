//! Cards to a workbook that reads back. Every cell is text, so that no spreadsheet takes the zero off a
//! telephone.

use anyhow::Context as _;
use record::{Contact, ContactLevel, Units};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook};

use super::column::Column;

/// Rows that the marks of the template cover.
const ROWS: u32 = 1000;

/// The sheet that says how to fill it in: no people stand there.
pub(super) const HELP: &str = "怎么填";

/// A roster of cards, and a sheet that says how to fill it in.
///
/// # Errors
/// A text longer than a cell.
pub fn workbook(cards: &[Contact], units: &Units) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let head = Format::new().set_bold().set_background_color("#E5EEE5").set_num_format("@");
    let sheet = workbook.add_worksheet().set_name("联心卡")?;
    sheet.set_freeze_panes(1, 1)?;
    for (column, at) in Column::all().zip(0_u16..) {
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(at, width(column))?;
        sheet.write_string_with_format(0, at, column.heading(), &head)?;
        for (card, row) in cards.iter().zip(1_u32..) {
            sheet.write_string_with_format(row, at, shown(column, card, units), &text)?;
        }
        if column == Column::Level {
            let choice = DataValidation::new().allow_list_strings(&["镇", "村"])?;
            sheet.add_data_validation(1, at, ROWS, at, &choice)?;
        }
    }
    let help = workbook.add_worksheet().set_name(HELP)?;
    help.set_column_width(0, 20)?.set_column_width(1, 80)?;
    for (column, row) in Column::all().zip(0_u32..) {
        help.write_string_with_format(row, 0, column.heading(), &head)?;
        help.write_string_with_format(row, 1, hint(column), &text)?;
    }
    workbook.save_to_buffer().context("工作簿")
}

fn shown(column: Column, card: &Contact, units: &Units) -> String {
    let days = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    match column {
        Column::Name => card.name.clone(),
        Column::Post => card.post.clone(),
        Column::Level => match card.level {
            ContactLevel::Township => "镇".to_owned(),
            ContactLevel::Village => "村".to_owned(),
        },
        Column::Office => {
            let office = card.office.as_deref().and_then(|id| units.office(id));
            office.map(|office| office.name.clone()).unwrap_or_default()
        }
        Column::Villages => {
            let names =
                card.villages.iter().filter_map(|id| units.village(id)).map(|village| village.name.as_str());
            names.collect::<Vec<_>>().join("、")
        }
        Column::Phone => card.phone.clone(),
        Column::Mobile => card.mobile.clone().unwrap_or_default(),
        Column::MobileConsent => days(card.mobile_consent_on),
        Column::Duties => card.duties.join("\n"),
        Column::Topics => card.topics.join("\n"),
        Column::Hours => card.duty_hours.clone(),
        Column::Promise => card.promise.clone(),
        Column::Verified => days(Some(card.verified_on)),
        Column::Order => card.order.to_string(),
        Column::Slug => card.id.clone(),
    }
}

const fn width(column: Column) -> u32 {
    match column {
        Column::Duties | Column::Promise | Column::Topics | Column::Hours => 32,
        Column::Post | Column::Office | Column::Villages | Column::MobileConsent => 22,
        Column::Level | Column::Order => 9,
        _ => 15,
    }
}

const fn hint(column: Column) -> &'static str {
    match column {
        Column::Name => "必填。",
        Column::Post => "必填，例如“党政综合办公室主任”“水口村妇联主席”。",
        Column::Level => "镇干部写“镇”，村干部写“村”。",
        Column::Office => "镇干部所在的办公室，名字和网站上的一样；没有就空着。",
        Column::Villages => "村干部所在的村，镇干部驻的村；几个村用顿号隔开。",
        Column::Phone => "必填，区号加号码，例如 0880-5512340。这里不写手机号。",
        Column::Mobile => "只有本人书面同意公开的才写。",
        Column::MobileConsent => "本人书面同意公开手机的日期，例如 2026-03-20；没有日期，手机号不会收下。",
        Column::Duties => "负责什么，一件一行。",
        Column::Topics => "群众会因为什么事找他，用群众的话写，一件一行，例如“高龄津贴”。",
        Column::Hours => "什么时候找得到人。",
        Column::Promise => "一句话。",
        Column::Verified => "最近一次打电话核对的日期；空着算导入那一天。",
        Column::Order => "数字小的排在前面；空着排在最后。",
        Column::Slug => "网址里的名字，小写字母、数字和短横线；空着用姓名的拼音。",
    }
}
