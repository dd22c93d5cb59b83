//! The words by which a letter is known for another door ([`super`]), each list with what it is for.
//!
//! Deliberately absent: how they are read.

/// What officials are accused of; said of anybody else, it belongs to the police or the market office.
pub(super) const MISCONDUCT: &[&str] = &[
    "贪污",
    "受贿",
    "行贿",
    "索贿",
    "收受贿赂",
    "收受财物",
    "收受红包",
    "索要红包",
    "收红包",
    "收黑钱",
    "挪用公款",
    "挪用专项",
    "侵吞集体",
    "侵吞公款",
    "侵占集体",
    "私分公款",
    "私分集体",
    "套取补贴",
    "套取补助",
    "套取国家",
    "套取低保",
    "虚报冒领",
    "优亲厚友",
    "以权谋私",
    "权钱交易",
    "滥用职权",
    "公款吃喝",
    "公款旅游",
    "公车私用",
    "吃拿卡要",
    "违纪违法",
    "违法违纪",
    "严重违纪",
    "失职渎职",
    "玩忽职守",
    "徇私舞弊",
    "买官卖官",
    "拉票贿选",
];

/// Who can be accused of it.
pub(super) const OFFICIALS: &[&str] = &[
    "干部",
    "书记",
    "支书",
    "主任",
    "镇长",
    "乡长",
    "县长",
    "局长",
    "所长",
    "站长",
    "村长",
    "村会计",
    "村里会计",
    "村里的会计",
    "村文书",
    "村委",
    "村两委",
    "公职人员",
    "公务员",
    "村官",
    "镇领导",
    "村领导",
    "政府工作人员",
    "窗口工作人员",
    "办公室有人",
];

/// Who else can be, where the letter says that it accuses: without that word, these may be of any shop.
pub(super) const PERHAPS_OFFICIALS: &[&str] = &["会计", "党员", "领导", "工作人员", "民警"];

/// Behind one of these stands somebody of another house, 班主任, or somebody who is asked for help, 请书记.
pub(super) const NOT_THIS_ONE: &[&str] = &[
    "班",
    "科",
    "车间",
    "厂",
    "店",
    "公司",
    "企业",
    "合作社",
    "学校",
    "小学",
    "中学",
    "医院",
    "卫生院",
    "银行",
    "物业",
    "业委会",
    "快递",
    "加油",
    "请",
    "求",
    "望",
    "尊敬",
    "各位",
    "向",
    "找",
    "问",
    "跟",
    "和",
    "感谢",
    "谢谢",
    "多亏",
];

/// Before one of these too: 主任医师, 书记您好.
pub(super) const NOT_THIS_ONE_EITHER: [char; 5] = ['医', '您', '你', '好', ':'];

/// That somebody is being accused.
pub(super) const ACCUSES: &[&str] = &["举报", "检举", "控告", "揭发", "纪委", "监委", "监察委"];

/// What nobody says of an official in praise.
pub(super) const PLAIN: &[&str] = &[
    "拿红包",
    "要红包",
    "收好处",
    "拿好处",
    "要好处",
    "好处费",
    "收回扣",
    "拿回扣",
    "吃回扣",
    "不送礼就不",
    "不送礼不",
    "不送钱不",
    "不给钱不",
    "不给红包",
    "吃空饷",
    "中饱私囊",
];

/// What is done with money that is somebody else's.
pub(super) const TAKES: &[&str] =
    &["贪了", "贪掉", "贪下", "吞了", "吞掉", "私吞", "侵吞", "挪用", "截留", "克扣", "冒领", "套取"];

/// Such money.
pub(super) const MONEY: &[&str] =
    &["钱", "款", "补助", "补贴", "低保", "资金", "救济", "物资", "集体", "经费"];

/// How a bribe is taken.
pub(super) const ACCEPTS: &[&str] = &["收了", "收过", "收受", "拿了", "拿过", "索要"];

/// Bribes.
pub(super) const BRIBES: &[&str] = &["红包", "的好处", "回扣", "黑钱", "贿"];

/// How money gets into a purse.
pub(super) const PUTS: &[&str] = &["进", "入", "揣", "塞"];

/// Whose purse that is.
pub(super) const PURSES: &[&str] = &["腰包", "荷包", "自己口袋", "自己的口袋", "个人口袋", "私人口袋"];

/// The same behind its owner: 村干部的腰包.
pub(super) const OF_A_PURSE: &[&str] = &["的腰包", "的口袋"];

/// How something is handed over.
pub(super) const HANDS: &[&str] =
    &["给了", "分给", "留给", "排给", "包给", "发给", "批给", "评给", "定给", "照顾"];

/// What there is too little of.
pub(super) const SCARCE: &[&str] = &[
    "低保",
    "名额",
    "指标",
    "补助",
    "补贴",
    "救助",
    "救济",
    "岗位",
    "工程",
    "项目",
    "宅基地",
    "承包",
    "贫困户",
    "危房",
];

/// Whose people an official must not favour.
pub(super) const OWN: &[&str] = &["自己", "自家", "关系户"];

/// Who they are.
pub(super) const PEOPLE: &[&str] = &[
    "亲戚",
    "亲属",
    "儿子",
    "女儿",
    "老婆",
    "兄弟",
    "弟弟",
    "哥哥",
    "侄",
    "小舅子",
    "儿媳",
    "家人",
    "关系户",
];

/// Where the sentence says "his", it says to whom at once.
pub(super) const GIVES_HIS: &[&str] = &["给他", "给了他", "给她", "给了她", "给其", "给了其"];

/// The same behind the official: 村干部的亲戚.
pub(super) const OF_THEIRS: &[&str] = &["的亲戚", "的亲属", "的家属", "的关系户"];

/// Living on allowances.
pub(super) const HAVE_IT: &[&str] = &[
    "都给了",
    "全给了",
    "吃低保",
    "拿低保",
    "办低保",
    "办了低保",
    "评低保",
    "评了低保",
    "评上低保",
    "低保名额",
    "公益岗位",
];

/// Something that an official does: how it begins, what follows soon, and what the sentence says besides, one of each.
pub(super) type Deed = (&'static [&'static str], &'static [&'static str], &'static [&'static [&'static str]]);

/// Nothing has to follow.
pub(super) const ALONE: &[&str] = &[""];

pub(super) const DEEDS: &[Deed] = &[
    (MISCONDUCT, ALONE, &[]),
    (PLAIN, ALONE, &[]),
    (TAKES, ALONE, &[MONEY]),
    (ACCEPTS, BRIBES, &[]),
    (PUTS, PURSES, &[]),
    (OF_A_PURSE, ALONE, &[PUTS, MONEY]),
    (HANDS, OWN, &[SCARCE, PEOPLE]),
    (&["给", "让"], OWN, &[HAVE_IT, PEOPLE]),
    (GIVES_HIS, PEOPLE, &[SCARCE, &["把"]]),
    (OF_THEIRS, ALONE, &[SCARCE, HAVE_IT]),
];

/// An official has done what begins within so many characters.
pub(super) const NEAR: usize = 24;

/// What follows soon does so within so many and within the clause.
pub(super) const SOON: usize = 8;

/// So far no deed reaches.
pub(super) const FAR: usize = 48;

/// Where one of these stands between the official and the deed, the deed is another's.
pub(super) const ANOTHER: &[&str] = &[
    "老板",
    "店主",
    "医生",
    "老师",
    "邻居",
    "隔壁",
    "包工头",
    "中介",
    "商家",
    "公司",
    "有人",
    "别人",
    "说",
    "讲",
    "反映",
    "举报",
    "查",
    "抓",
    "骂",
    "告诉",
    "批评",
    "厂",
    "店",
    "骗",
    "偷",
    "被",
];

/// Before the deed they say that it was not done.
pub(super) const NOT_DONE: &str = "没不未拒别";

/// A sentence with one of these accuses nobody: it supposes, forbids, asks what the law says, tells of swindlers, of
/// what is over, or of an official who pays out of their own purse.
pub(super) const NOT_SO: &[&str] = &[
    "如果",
    "要是",
    "假如",
    "万一",
    "能不能",
    "能否",
    "可以",
    "会不会",
    "算不算",
    "防止",
    "避免",
    "杜绝",
    "严禁",
    "禁止",
    "不得",
    "不准",
    "不许",
    "怎么处分",
    "怎么处罚",
    "什么处分",
    "犯法",
    "冒充",
    "假冒",
    "骗子",
    "诈骗",
    "谣",
    "诬",
    "冤",
    "掏",
    "垫",
    "被抓",
    "判刑",
    "坐牢",
    "落马",
    "电视",
    "新闻",
];

/// A red packet is a present too.
pub(super) const PRESENTS: &[&str] =
    &["婚", "喜酒", "满月", "嫁", "娶", "做寿", "拜年", "压岁", "过年", "春节", "微信", "抢红包", "份子"];

/// Where sentences end.
pub(super) const ENDS_OF_SENTENCES: [char; 5] = ['。', '!', '?', ';', '\n'];

/// Nobody writes these but to ask for information by the regulations.
pub(super) const ASKS_FOR_INFORMATION: &[&str] = &[
    "信息公开申请",
    "依申请公开",
    "申请信息公开",
    "申请政府信息",
    "申请公开政府信息",
    "申请政府公开",
    "申请镇政府公开",
    "政府信息公开条例",
    "申请公开以下",
    "申请公开下列",
    "申请获取以下",
    "申请获取下列",
    "申请公开如下",
];

/// The formal words for it: enough where the letter wants an answer on paper.
pub(super) const APPLIES: &[&str] = &["申请公开", "申请查阅", "申请复制"];

/// The informal ones: enough where the same sentence does.
pub(super) const ASKS: &[&str] = &["请公开", "要求公开", "请求公开"];

/// An answer on paper, with a stamp.
pub(super) const ON_PAPER: &[&str] = &["盖章", "公章", "书面答复", "书面回复", "书面告知"];

/// Whose papers they are.
pub(super) const GOVERNMENT: &[&str] = &["政府", "镇里", "乡里", "县里", "办公室", "局"];

/// What is asked for.
pub(super) const PAPERS: &[&str] =
    &["文件", "批文", "批复", "合同", "账目", "预算", "决算", "方案", "档案", "清单", "明细", "会议纪要"];

/// What a village has to show everybody of its own accord (村务公开, art. 30 of the law on village committees). The
/// regulations on government information do not bind a village committee, so the letter is left to the mailbox, which
/// can see to it that the accounts are shown.
pub(super) const VILLAGE_AFFAIRS: &[&str] =
    &["村集体", "村务", "村委", "村账", "村里的账", "村财务", "村会计", "村级", "集体收支", "小组"];

/// Nobody writes these but in a matter that is a petition already, or is meant to become one.
pub(super) const PETITIONS: &[&str] = &[
    "信访事项",
    "信访件",
    "信访答复",
    "信访编号",
    "信访复查",
    "信访复核",
    "复查复核",
    "答复意见书",
    "复查意见书",
    "复核意见书",
    "信访条例",
    "信访工作条例",
    "集体上访",
    "越级上访",
    "进京上访",
    "联名上访",
    "联名上书",
    "申请信访",
    "提出信访",
    "我要信访",
    "我要上访",
];

/// With one of these in a sentence, somebody wants another answer than the one they have.
pub(super) const NOT_CONTENT: &[&str] = &["不服", "不满意答复", "对答复不满意"];

/// And this is how they want to get it.
pub(super) const BY_PETITION: &[&str] = &["要信访", "去信访", "走信访", "上访"];

/// The house and not the matter.
pub(super) const PETITION_HOUSES: &[&str] = &["信访接待室", "信访局", "信访办", "信访室"];

/// Words that many letters mention; in a title they say what it is about.
pub(super) const PETITION_TITLES: &[&str] = &["信访", "上访"];
