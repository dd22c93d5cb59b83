//! The columns of the site: address, name, type by the guideline for government sites, and what each is for.
//! Deliberately absent: their pages.

use crate::site::Site;
use crate::view::{PageKind, Shell};

/// A column.
pub(super) struct Column {
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) column_type: &'static str,
    pub(super) description: &'static str,
}

pub(super) const CONTACTS: Column = Column {
    path: "contacts/",
    name: "联心卡",
    column_type: "机构职能",
    description: "镇村干部的姓名、岗位、电话和分工，按要办的事、办公室和村查找。",
};
pub(super) const VILLAGES: Column = Column {
    path: "villages/",
    name: "各村",
    column_type: "概况信息",
    description: "每个村的驻村工作指导员、村干部、民情联络员、意见箱和公开答复。",
};
pub(super) const OFFICES: Column = Column {
    path: "offices/",
    name: "各办公室",
    column_type: "机构职能",
    description: "镇里各办公室管什么、电话、地址和办公时间。",
};
pub(super) const POLICIES: Column = Column {
    path: "policies/",
    name: "政策解读",
    column_type: "政策解读",
    description: "用大白话讲清楚镇里的政策：谁能办、怎么办、找谁办，并附原文件和效力状态。",
};
pub(super) const DOCUMENTS: Column = Column {
    path: "documents/",
    name: "政策文件",
    column_type: "政策文件",
    description: "政策解读所依据的文件原文、文号和效力状态。",
};
pub(super) const REPLIES: Column = Column {
    path: "replies/",
    name: "答复公开",
    column_type: "咨询投诉",
    description: "经来信人同意、隐去个人信息后公开的来信和答复。",
};
pub(super) const EVENTS: Column = Column {
    path: "events/",
    name: "沟通日历",
    column_type: "工作动态",
    description: "民情沟通日、集中办公日、民情恳谈会和蹲点调研的时间、地点和结果。",
};
pub(super) const IMPROVEMENTS: Column = Column {
    path: "improvements/",
    name: "完善制度",
    column_type: "回应关切",
    description: "因为群众来信而修改的规定：原来怎样，现在怎样。",
};
pub(super) const FIGURES: Column = Column {
    path: "figures/",
    name: "数据发布",
    column_type: "数据发布",
    description: "收到多少封信、答复多少、是不是按期、用了几天、满不满意，每月统计一次，口径写在旁边。",
};

pub(super) const SEARCH: Column = Column {
    path: "search/",
    name: "站内搜索",
    column_type: "概况信息",
    description: "在联心卡、政策、答复、活动和各村各办公室里查字词。",
};

/// The frame of a column's page.
pub(super) fn list_shell(site: &Site, column: &Column, path: &str, title: &str) -> Shell {
    let kind = PageKind::Column { column: column.name, column_type: column.column_type };
    Shell::new(site, path, title, column.description, kind)
}
