//! The words by which names are known: surnames, characters of given names, and the words before and after a
//! name.
//!
//! Surnames are those of the 《百家姓》 and of the name reports of the Ministry of Public Security. Nothing
//! here is a list of persons.

use super::word_set::{WordMap, WordSet};
use std::sync::LazyLock;

/// Illnesses and circumstances that say too much of a person.
#[rustfmt::skip]
pub(super) const CONDITIONS: &[&str] = &[
    "精神分裂", "抑郁症", "精神病", "精神障碍", "智力残疾", "肢体残疾", "视力残疾", "听力残疾", "一级残疾",
    "二级残疾", "三级残疾", "四级残疾", "残疾人", "残疾", "聋哑", "失明", "瘫痪", "癌症", "肝癌", "肺癌",
    "胃癌", "乳腺癌", "肠癌", "白血病", "尿毒症", "肿瘤", "艾滋病", "肝炎", "肺结核", "糖尿病", "高血压",
    "心脏病", "脑梗", "脑瘫", "中风", "癫痫", "自闭症", "尘肺", "再障", "透析", "化疗", "流产", "不孕",
    "HIV", "怀孕", "抑郁", "梅毒", "性病", "多动症", "弱智", "植物人", "换过肾", "换肾", "黄斑", "脑子有问题", "傻子", "疯子",
    "躁郁", "焦虑症", "白癜风", "红斑狼疮", "帕金森", "老年痴呆", "痴呆", "侏儒", "截肢", "假肢", "人工肛门", "堕胎", "引产",
    "吸过毒", "坐过牢", "坐牢", "判过刑", "缓刑", "劳改", "前科", "离过婚", "离婚", "未婚先孕", "私生", "收养", "领养", "上门女婿",
    "信耶稣", "法轮功", "欠赌债", "赌债", "吃救济", "残保", "被拘", "家暴", "强奸", "猥亵", "同性恋", "单亲",
    "低保户", "低保金", "五保户", "特困户", "贫困户", "低保", "孤儿", "吸毒", "戒毒", "刑满释放", "社区矫正",
];

/// Surnames that are rarely another word at the start of a phrase.
const SURNAMES: &str = "\
王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田\
任姜范石姚谭廖邹熊陆郝孔崔康邱秦江史顾侯邵孟龙段雷钱汤尹黎易常武乔贺赖龚庞樊兰殷施陶洪翟安颜倪严牛温芦季俞\
章鲁葛伍韦申尤毕聂焦柳邢岳齐梅莫庄辛管祝左涂谷祁耿牟卜路詹柯阮凌苗裴翁霍甄宁隋曾肖彭骆窦冉茅晏滕解尚岑茹佟\
鄢邝麦桂封褚荆娄谌鲍费廉薄蒲卓丘池饶辜栾丛卞单盛戚姬覃蓝冼闵敖欧储甘柴车简付代闫关包向吉万方白金毛高马闻游\
栗楚瞿项屈喻屠嵇杭居连厉阙庾胥寿师危冀宗荀羊惠麴芮羿靳汲邴糜井富巫乌巴弓牧隗慎诸訾暨竺伏满步边丰禄夔沃荣谈\
乐巩揭刁刑占奚壶宛展巨恽撒曲朴朵杞楼檀毋沐漆狄禤翦萨衷裘贝贲逄郜酆钮铁闪雒靖顿麻兀喜幸户练晨粟权后宣禹习席\
山宓蓬郗班仰秋仲伊宫仇暴戎祖符景束司韶蓟印宿怀邰鄂索咸籍卧蔺蒙苍双莘党贡劳扶堵郦雍郤璩桑濮扈燕郏浦农别晁勾\
阚那空殳沙乜养鞠须巢蒯相查红逯盖益桓公仉督晋法汝钦东海墨哈谯笪佘佴伯赏南帅缑亢况有琴归庆承凤弘元强厍甫经水\
邸华舒纪童虞房缪郁郎湛艾古冷容寇慕匡宦滑阴宰商苑官迟敬鹿衡奉赫亓战智尉区母盘宾国庹嬴\
由全广苟支木米来央蔚隆阳衣药普丑昝仝臧邬柏戈于成尧逢计时皮卫云明平和穆花昌";

/// The surnames of most people, as far as they are rarely another word.
const COMMON: &str = "\
王李张刘陈杨赵吴周徐孙朱胡郭罗郑梁谢宋唐许韩邓冯曹彭曾肖董潘袁蔡蒋余杜魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖贾邹\
熊孟秦邱侯尹薛闫戴严龚邵";

/// Surnames that are common words: they need more around them.
const WORDY: &str = "\
路楼年时费单满诸水景楚隆喜桂劳代燕班段步关余周米石沙江海公党管屋沟井于成和平明全有后那别来相查由经车广东南\
空养须权益法强山居连向万方安易常武解任计元双红支木应能家都从曾包高白金马左文师危富承阳普何如桑丛当果种同\
房古冷容官区母战智宾国商迟滑阴敬童华盘奉赫";

/// Two-character surnames.
#[rustfmt::skip]
pub(super) const COMPOUND: &[&str] = &[
    "欧阳", "司马", "上官", "令狐", "皇甫", "诸葛", "夏侯", "尉迟", "东方", "公孙", "慕容", "长孙", "宇文",
    "司徒", "轩辕", "端木", "南宫", "独孤", "百里", "呼延", "东郭", "闻人", "澹台", "公冶", "宗政", "濮阳",
    "淳于", "单于", "太叔", "申屠", "仲孙", "钟离", "鲜于", "闾丘", "司空", "亓官", "司寇", "子车", "颛孙",
    "巫马", "公西", "漆雕", "乐正", "壤驷", "公良", "拓跋", "夹谷", "宰父", "谷梁", "段干", "东门", "西门",
    "南门", "第五", "赫连", "完颜", "纳兰", "叶赫", "万俟", "欧陽", "司馬", "諸葛",
];

/// Characters that given names are commonly made of.
const GIVEN: &str = "\
远努善凡妹友儿胜达超元平清岗布若素喜世坚升爱广银白修小圆野微先富双虚冲二监姓露天黄肯皇义传末复周公花令立图\
密闻益九忙初科真风基北班宽才官府少右源强依古三衣显召营曾越信室临六派满生长言列居攻新鱼著策伟芳娜敏静丽磊军\
洋勇艳杰娟涛明秀霞刚桂英华玉兰红梅文建国志海永春林波宁贵福龙全学祥发武利飞彬顺子昌成康星光安岩中茂进有和彪\
博诚敬震振壮会思群豪心邦承乐绍功松厚庆民裕河哲江浩亮政谦亨奇固之轮翰朗伯宏鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士\
以家致树炎德行时泰盛雄琛钧冠腾楠榕航弘嘉慧巧美淑惠珠翠雅芝萍佳勤珍贞莉凤洁琳云莲环雪荣香月莺媛瑞琼娣叶璧璐\
娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭\
冰爽琬茗羽希欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝阳妮宝贝程梵罡恒鸿桦骅剑娇纪苛灵玛媚琪晴容\
睿烁堂唯威韦雯苇萱阅彦宇雨忠宗曼紫逸贤蝶菡绿蓝烟轩涵梓宸沐诗俊根水金木土火山石财旺礼智仁孝廉耻虎豹牛马羊狗\
鹤燕鹰大正方东西南一四五七八十万千百兴吉如意寿禄丰田良保卫党向前步解放援朝跃防开定久年甫伍昆仑淮川洲汉沪京\
津湘鄂赣闽粤蜀黔滇藏秦陇甲申酉寅卯巳午未戌亥祖耀继代孟仲叔季尚崇培植栽森柏菊草苗芽桃李杏枣棠桐槐柳杨樱蕾芬\
艾苏蔚薛旦早晚夕昱昊晟晖景暄曦望期朔玲珑玥珂珈珏珺琅理璇璋瑜瑛瑄璞钰铭钟铁钢锋锐锡镇镔鑫锁铜原";

/// Characters that stand in given names far more often than in words, by the counts of jieba's dictionary.
const NAME_CHARS: &str = "\
洛侯斌莱萍鹏汝奎旭曼凤炳梅慧霖桓祥伯亨桂蒂襄琪孟尔玛琦菲斐柏卿桢鲁昌迪琳鸿瑾莉玲昭禄祯韦瑞蓉妮玉德钰彭禹靖\
芬凯涛斯婷仲铎燕弘俊燮彦媛锡岳鹤鑫瑜晓吉仁桑杰孚丹弼藩尧毓铨甫轩丕毅琼翠蔚祺芳钧霞徵兰娜娴雁琏枫碧庚嘉逊馨\
骏霍荣贞忠丽寅彪泰峰澄赫辉坪雯惠秉宁铭宝泽谦贤永栋尉朗莹茂敏佐瑛湘庆寿崇裕耀淳敦嗣渊乾川帕福姬怡黎翰昆焕恩\
伊伟佩桐纳笙勋璋振诺沛虹宏薇懿浩逸瑟秀克锦梁君邑凌恒婉廷淮慕舟莲艾亚艳旺孝廉春鸣爵瑶鼎儒龙晋楠森杏欣亭灿敬\
梨启英帆彝松隆荫羽诚志阿波华啸绍柳智延菊誉香颖阳捷豫琴穆博晴良圣勤徽蓝梢雪津乃河诗韵恭剑雄臣岩珠哲树梦昂硕\
冰舒聪侍洁惟朝藻辅霸谷陶龄崖奇健汉威楚眉锋苏顺光霜亮明怀兴柔辰叶佳竹静武震娘翼雨金景登墨安钟邦帝纬夏逢枝跃\
飞腾纯婆红妃继宪盈遥晨甘晶献星宜娟娥婵梓宸睿涵妍彤菡璐娅姗娇倩菁岚瑗琰纨荷璇珂珈玥昱昊晟煜铠烨熙烁悦萱芮蕾\
曦淼焱垚骁翊恺旻强建国平生海林文军民云刚东";

/// Characters that no given name contains: particles, pronouns, measure and modal words, punctuation in
/// words.
const NOT_GIVEN: &str = "\
的了是我你您他她它们这那哪不没被把吗呢吧啊呀么什怎谁与及或但且所于很就都也还又再已给让叫说问去在从对跟由要\
该此每各某些个只位名件项种块张份套间层幢号楼室组村乡镇县市区街路局办厅部委院校站股段厂店司户角日";

/// Characters that transliterated names of the minorities are made of.
const TRANSLIT: &str = "\
阿卜杜拉买提吐尔逊古丽娜艾合卓玛央金扎西多吉尼次仁巴图孟和木江依布热伊力亚库班肯帕夏克里麦玉素甫苏穆罕默德\
司马义努哈孜再那沙吾地塔迪拜海佐然赛萨比凯撒斯坦罗顿珠旦增格桑平措白洛索朗达瓦丹姆仓决加旺久贡嘎杰曲珍强土\
登嘉俄普边才让卡毛东知华完么项日额敦雅琴高娃朝鲁宝音其乌云勒呼特牧满都托娅胡毕恩敖青别叶兰波安居汗不曼以明\
守莎如柯代欧";

/// Further characters of such names, as the tables for writing Uyghur, Kazakh, Tibetan and Mongolian names in
/// Chinese have them. Beside a dot they are enough; elsewhere they are too common.
const DOTTED: &str = "\
爱安奥比宾策茨达丹旦迪丁东杜尔朵法费芬丰夫芙富盖甘冈高格贡古瓜哈海罕汉荷贺赫黑亨侯呼华霍及吉季加佳嘉坚江姜金津\
居卡开凯坎康考柯科可克孔库夸奎昆来莱兰朗劳雷蕾里理力历立丽利莉连廉林琳灵龙隆卢鲁伦萝马玛买迈曼茂美门蒙孟弥米密\
敏明摩莫穆纳奈南楠内能妮宁牛农诺女欧潘庞培佩彭皮品平坡普其齐奇琪恰强乔切琴青清琼丘热荣茹肉儒瑞若萨赛桑色瑟森\
沙莎山善尚舍申生胜诗什时史士仕舒顺斯松苏素孙荪塔台泰坦汤唐陶忒特滕提天田铁廷通图土托脱外万王旺威韦维伟卫温文翁\
沃乌吾伍武西锡希夏仙先香祥肖谢辛欣新信兴雄休秀徐许逊雅延严扬阳耀叶益意因英永尤于余雨育元约云泽扎增札詹张哲珍芝\
朱珠兹子孜宗祖佐";

/// Pairs of characters that many transliterated names are built of, where the dot is left out.
#[rustfmt::skip]
pub(super) const TRANSLIT_CORES: &[&str] = &[
    "卓玛", "次仁", "扎西", "央金", "多吉", "古丽", "买提", "尼玛", "达瓦", "旺久", "拉姆", "平措", "桑杰",
    "格桑", "丹增", "罗布", "顿珠", "白玛", "德吉", "洛桑", "索朗", "仁增", "曲珍", "阿卜", "艾合", "吐尔",
    "依布", "巴图", "孟和", "娜仁", "乌云", "其格", "日勒", "苏和", "木尔", "敖登", "图雅", "布和", "热合",
    "尼沙", "汗古", "阿依", "帕提", "努尔", "肯江", "拉提", "都拉", "热木", "木江", "旦增", "才让", "加措",
    "措姆", "边巴", "普布",
];

/// What a word before or after a name says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// A label or phrase that introduces a name: 我叫, 姓名, 联系人.
    Label,
    /// A word for a person that a name may follow: 村民, 父亲.
    Person,
    /// Words that open what was found out about somebody: 经查, 经核实.
    Report,
    /// An office held; the name before or after it is that of somebody acting in duty.
    Office,
    /// A form of address used between private people: 大爷, 阿姨.
    Address,
    /// What stands after a private person's name: 本人, 名下, 敬上.
    Owner,
}

/// Phrases that introduce a name.
const LABELS: &str = "\
我叫 我是叫 本人叫 名叫 叫做 姓名 我姓名 名字是 名字叫 名字为 名字 本人姓名 联系人 联络人 举报人 投诉人 \
来信人 反映人 反应人 上访人 信访人 申请人 被申请人 当事人 报告人 具报人 控告人 求助人 咨询人 写信人 \
留言人 建议人 诉求人 户主 户名 开户名 开户人 收款人 持卡人 车主 产权人 购房者 购房人 购买人 承包人 承租人 \
法人 法人代表 法定代表人 负责人 签名 署名 落款 被告 被告人 原告 上诉人 被上诉人 被执行人 申请执行人 \
受害人 被害人 死者 伤者 监护人 证人 见证人 证明人 中间人 介绍人 驾驶人 肇事者 嫌疑人 犯罪嫌疑人 包工头 \
写信者 来访人 来电人 反映者 问政人 实名举报人 投保人 被保险人 继承人 受益人 担保人 借款人 出借人 经手人 \
收件人 寄件人 贵姓 本人是 我是 我名叫 我名字叫 我的名字是 我的名字叫 实名 是叫 真名 化名 大名 小名 姓名为 \
姓名是 署名人 提议人 倡议人 监护人姓名 法人姓名 学生姓名 孩子姓名 老板叫 联系人为 联系人是 户主是 户主为 \
户主叫 车主是 车主为 车主叫 来信人为 当时是 给户名 打入 已打入 汇入 告知 电话告知 来信人员 起反映的还有 \
反映的还有 一起的有 还有";

/// Words for a person that a name may follow.
const PERSONS: &str = "\
父母 姐夫 妹夫 嫂子 弟媳 弟妹 外孙 外孙女 堂妹 堂姐 舅妈 舅母 姑父 姑妈 姨妈 婶婶 继母 继父 养父 养母 \
生父 生母 亲属 乡亲 本村人 当地人 村民叫 组民叫 一个叫 有个叫 儿子叫 女儿叫 老师叫 女的叫 男的叫 上访户 \
业主 学生 考生 患者 病人 客户 老板 家长 司机 驾驶员 租客 房东 房主 父亲 母亲 爸爸 妈妈 爸 妈 丈夫 妻子 \
爱人 老公 老婆 老伴 儿子 女儿 哥哥 弟弟 姐姐 妹妹 爷爷 奶奶 外公 外婆 岳父 岳母 公公 婆婆 儿媳 儿媳妇 \
女婿 孙子 孙女 侄子 侄女 侄儿 外甥 外甥女 舅舅 叔叔 姑姑 伯父 伯母 堂弟 堂兄 堂哥 表哥 表弟 表姐 表妹 \
大哥 二哥 三哥 大姐 二姐 其子 其女 其父 其母 其妻 其夫 其兄 其弟 其姐 其妹 之父 之妻 之子 之女 之夫 长子 \
次子 三子 长女 次女 三女 大儿子 小儿子 大女儿 小女儿 孩子 小孩 村民 居民 住户 农民 群众 市民 网民 网友 \
邻居 同学 老乡 工友 同事 朋友 员工 职工 党员 贫困户 五保户 低保户 军属 烈属 退役军人 老兵 组民 社员 租户 \
商户 摊主 店主 男友 女友 前夫 前妻 未婚妻 未婚夫 亲戚 战友 农户 业主代表 村民代表 退休教师 老人 妇女 男子 \
女子 青年 老汉 同志 对方 奸商 开发商 中介 房客 债主 债务人 债权人 被告人 原告人 逝者 代理人 其侄子 其侄 \
其孙 经理 董事长 总经理 副总 保安 施工方 车主叫 受害者 网名 上诉人 保姆 护工 店家 雇主 工人 技工 师傅 \
户代表 家属 群众代表 第三人 委托人 受托人 买家 卖家 买方 卖方 租赁人 房产中介 销售 业务员 推销员 拆迁户 \
征收户 贫困学生 退伍军人 现役军人 夫人 太太 双胞胎 养女 养子 继父 继母 干部家属 遗孀";

/// Words that open what was found out about somebody.
const REPORTS: &str =
    "经查 经核实 经调查 经了解 据查 据了解 经核查 经与 本人 实为 责令 告诉 名 外号 绰号 起名 改名 改成 填上";

/// Particles and verbs that are surnames as well: a name with one needs its cue and a fact after it.
const PARTICLES: &str = "年时费路楼班都有来家从后和当以能应经相全果那别如由同权单养须计种";

/// Offices and posts: a name next to one belongs to somebody acting in duty.
const OFFICES: &str = "\
书记 副书记 第一书记 镇长 副镇长 县长 副县长 市长 副市长 区长 副区长 乡长 副乡长 省长 副省长 州长 局长 \
副局长 主任 副主任 科长 副科长 股长 站长 副站长 所长 副所长 队长 副队长 支队长 副支队长 大队长 校长 \
副校长 院长 副院长 处长 副处长 主席 副主席 部长 副部长 厅长 总理 总书记 委员 常委 组织委员 宣传委员 \
纪委书记 政协主席 人大主席 检察长 法官 庭长 审判长 审判员 检察官 书记员 民警 警官 警长 政委 教导员 指导员 \
调研员 副调研员 主任科员 科员 干事 秘书长 司令 村支书 支书 村主任 村长 会计 村会计 文书 网格员 班主任 \
工作人员 承办人 经办人 主办人 值班领导 带班领导 分管领导 包村领导 挂点领导 驻村工作队长 工作队员 组长 \
村干部 社区干部 镇干部 驻村干部 区长助理 局领导 主管领导 联系领导 领导 司法助理员 农技员 主持人 \
记者 执法人员 窗口人员 办事员 院士 专员 总监 经办 联村干部 包组干部 督查员 联系干部 \
巡视员 督办人 河长 湖长 片长 网格长 总工程师 人大代表 包片干部 驻片干部 联户干部 中队成员";

/// Forms of address between private people.
const ADDRESSES: &str = "\
老师 医生 大夫 护士 教授 律师 教练 \
大爷 大妈 阿姨 大娘 大婶 大叔 大伯 大嫂 大哥 大姐 老汉 老太 老太太 奶奶 爷爷 婆婆 先生 女士 小姐 太太 \
师傅 老人家 老头 嫂子 叔叔 伯伯 婶 姨 某 某某 老板 总 老爷子 奶奶 妹子 小伙 同学 公 嫂 叔 伯 婆 哥 姐";

/// What stands after a private person's name.
const OWNERS: &str = "\
本人 名下 敬上 敬启 拜上 谨上 家就在 家住 家在 的身份证 身份证 身份证号 账户 帐户 的账户 的电话 电话 手机 \
手机号 出生 出生于 生于 出生日期 开着 驾驶 驾车 同志: 网友 户下 户籍 系我 一家 夫妇 夫妻 之父 之母 之妻 \
之子 之女 之夫 的父亲 的母亲 的儿子 的女儿 的妻子 的丈夫 的爱人 的房子 的房屋 的家 家人 家属 家中 家里 \
等人 等户 等农户 等村民 二人 两人 三人 等三人 等二人 等两人 反映的问题 反映的 反映: 反映称 反映其 来信 \
来电 投诉 的诉求 的来信 的妈妈 的爸爸 的哥哥 的弟弟 的孩子 ,男, ,女, (男 (女 ,男 ,女 (身份证 (电话 (手机 \
(住 (联系电话 的车 的微信 微信 的银行 敬礼 呈上 叩首 叩上 的卡";

const SURNAME: u16 = 1;
const WORDY_SURNAME: u16 = 2;
const IN_GIVEN: u16 = 4;
const NEVER_GIVEN: u16 = 8;
const IN_TRANSLIT: u16 = 16;
const PARTICLE: u16 = 128;
const NAME_CHAR: u16 = 256;
const ROLE_END: u16 = 512;
const COMMON_SURNAME: u16 = 1024;
const FOLLOWS: u16 = 2048;
const BEFORE: u16 = 4096;
const IN_DOTTED: u16 = 16384;

/// The tables behind the name rules, built once.
pub(super) struct Lexicon {
    flags: Vec<u16>,
    cues: WordMap<Cue>,
    compounds: WordSet,
}

/// All cues.
pub(super) fn cue_words() -> impl Iterator<Item = (&'static str, Cue)> {
    let lists = [
        (LABELS, Cue::Label),
        (PERSONS, Cue::Person),
        (REPORTS, Cue::Report),
        (OFFICES, Cue::Office),
        (ADDRESSES, Cue::Address),
        (OWNERS, Cue::Owner),
    ];
    lists.into_iter().flat_map(|(words, cue)| words.split_ascii_whitespace().map(move |word| (word, cue)))
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// The lexicon of this program.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn new() -> Self {
        let mut flags = vec![0_u16; 0x1_0000];
        let mut mark = |text: &str, flag: u16| {
            for c in text.chars() {
                if let Some(slot) = flags.get_mut(c as usize) {
                    *slot |= flag;
                }
            }
        };
        mark(SURNAMES, SURNAME);
        mark(WORDY, WORDY_SURNAME);
        mark(GIVEN, IN_GIVEN);
        mark(NOT_GIVEN, NEVER_GIVEN);
        mark(COMMON, COMMON_SURNAME | IN_GIVEN);
        mark(NAME_CHARS, NAME_CHAR | IN_GIVEN);
        mark(TRANSLIT, IN_TRANSLIT | IN_DOTTED);
        mark(DOTTED, IN_DOTTED);
        mark(PARTICLES, PARTICLE);
        mark(super::slot_words::ROLE_ENDS, ROLE_END);
        mark(super::name_words::MAY_FOLLOW, FOLLOWS);
        mark(super::name_words::BEFORE_NAMES, BEFORE);
        let rare: String =
            ('\u{4e00}'..='\u{9fff}').filter(|c| !super::words::words().use_char(*c)).collect();
        mark(&rare, NAME_CHAR | IN_GIVEN);
        let mut cues: Vec<(Vec<char>, Cue)> =
            cue_words().map(|(word, cue)| (word.chars().collect(), cue)).collect();
        cues.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self { flags, cues: WordMap::new(cues), compounds: WordSet::new(COMPOUND) }
    }

    fn has(&self, c: char, flag: u16) -> bool {
        self.flags.get(c as usize).is_some_and(|flags| flags & flag != 0)
    }

    /// The length of the surname at `at`: 2 for a compound surname, 1 for a single one, 0 for none.
    pub(super) fn surname_len(&self, chars: &[char], at: usize) -> usize {
        let Some(&first) = chars.get(at) else { return 0 };
        if self.compounds.at(chars, at).is_some() {
            return 2;
        }
        usize::from(self.has(first, SURNAME | WORDY_SURNAME))
    }

    /// Whether the surname is also a common word.
    pub(super) fn is_wordy(&self, c: char) -> bool {
        self.has(c, WORDY_SURNAME)
    }

    /// Whether the surname is also a particle or a common verb.
    pub(super) fn is_particle(&self, c: char) -> bool {
        self.has(c, PARTICLE)
    }

    /// Whether many people have this surname and it is rarely another word.
    pub(super) fn is_common_surname(&self, c: char) -> bool {
        self.has(c, COMMON_SURNAME)
    }

    /// Whether given names are often made with `c`.
    pub(super) fn in_given(&self, c: char) -> bool {
        self.has(c, IN_GIVEN)
    }

    /// How much `c` speaks for a given name: 2 when it is rarely anything else, 1 when it often is part of
    /// one.
    pub(super) fn given_weight(&self, c: char) -> i8 {
        if self.has(c, NAME_CHAR) { 2 } else { i8::from(self.in_given(c)) }
    }

    /// Whether a word that says who somebody is may end with `c`.
    pub(super) fn ends_a_role(&self, c: char) -> bool {
        self.has(c, ROLE_END)
    }

    /// Whether `c` often follows names, or is their last character.
    pub(super) fn may_follow(&self, c: char) -> bool {
        self.has(c, FOLLOWS)
    }

    /// Whether a name often starts after `c`.
    pub(super) fn is_before_names(&self, c: char) -> bool {
        self.has(c, BEFORE)
    }

    /// Whether no given name contains `c`.
    pub(super) fn never_given(&self, c: char) -> bool {
        self.has(c, NEVER_GIVEN)
    }

    /// Whether transliterated names contain `c`.
    pub(super) fn in_translit(&self, c: char) -> bool {
        self.has(c, IN_TRANSLIT)
    }

    /// Whether names with a dot contain `c`.
    pub(super) fn in_dotted(&self, c: char) -> bool {
        self.has(c, IN_DOTTED)
    }

    /// The cues that start at `at`, longest first.
    pub(super) fn cues_at<'a>(
        &'a self,
        chars: &'a [char],
        at: usize,
    ) -> impl Iterator<Item = (usize, Cue)> + 'a {
        self.cues.at(chars, at).map(|(length, cue)| (length, *cue))
    }
}
