"""The words that made-up companies are named and described with, the most usual first.

English and Chinese stand side by side, so that a company is about the same things in both. How
often a word occurs falls with its place (Zipf's law), as it does in real texts: a few words are
in every second description, most of them in very few.
"""

from __future__ import annotations

from itertools import accumulate

# Characters of brand names, with their reading.
SYLLABLES = [
    pair.split(":")
    for pair in [
        "中:zhong",
        "华:hua",
        "新:xin",
        "天:tian",
        "科:ke",
        "联:lian",
        "海:hai",
        "金:jin",
        "东:dong",
        "方:fang",
        "创:chuang",
        "信:xin",
        "智:zhi",
        "云:yun",
        "达:da",
        "博:bo",
        "泰:tai",
        "和:he",
        "远:yuan",
        "鼎:ding",
        "安:an",
        "瑞:rui",
        "恒:heng",
        "盛:sheng",
        "星:xing",
        "宏:hong",
        "大:da",
        "国:guo",
        "思:si",
        "德:de",
        "光:guang",
        "明:ming",
        "世:shi",
        "力:li",
        "时:shi",
        "宇:yu",
        "正:zheng",
        "兴:xing",
        "汇:hui",
        "融:rong",
        "凯:kai",
        "鑫:xin",
        "诚:cheng",
        "嘉:jia",
        "航:hang",
        "宁:ning",
        "同:tong",
        "康:kang",
        "元:yuan",
        "美:mei",
        "清:qing",
        "源:yuan",
        "飞:fei",
        "龙:long",
        "通:tong",
        "佳:jia",
        "奥:ao",
        "辰:chen",
        "一:yi",
        "亿:yi",
        "凌:ling",
        "启:qi",
        "翔:xiang",
        "北:bei",
        "京:jing",
        "河:he",
        "江:jiang",
        "山:shan",
        "峰:feng",
        "林:lin",
        "木:mu",
        "禾:he",
        "禹:yu",
        "舜:shun",
        "尧:yao",
        "睿:rui",
        "慧:hui",
        "敏:min",
        "捷:jie",
        "迅:xun",
        "腾:teng",
        "跃:yue",
        "升:sheng",
        "昌:chang",
        "荣:rong",
        "福:fu",
        "祥:xiang",
        "贝:bei",
        "尔:er",
        "卡:ka",
        "诺:nuo",
        "维:wei",
        "赛:sai",
        "拓:tuo",
        "普:pu",
        "乐:le",
        "优:you",
        "易:yi",
        "麦:mai",
        "森:sen",
        "洛:luo",
        "伊:yi",
        "格:ge",
        "朗:lang",
        "晶:jing",
        "微:wei",
        "芯:xin",
        "量:liang",
        "极:ji",
        "昊:hao",
        "晨:chen",
        "曦:xi",
        "岭:ling",
        "泉:quan",
        "湖:hu",
        "雁:yan",
        "鹏:peng",
        "鲲:kun",
        "麟:lin",
        "凤:feng",
        "竹:zhu",
        "松:song",
        "柏:bai",
        "梅:mei",
        "兰:lan",
        "菊:ju",
        "桐:tong",
        "杉:shan",
    ]
]

# What names say of the trade, by broad sector: (English, Chinese).
TRADES = {
    "software-internet": "Software 软件|Data 数据|Cloud 云计算|Network 网络|Intelligence 智能|Information 信息|Interactive 互动|Digital 数码",
    "electronics": "Electronics 电子|Microelectronics 微电子|Semiconductor 半导体|Communications 通信|Optoelectronics 光电|Display 显示|Sensing 传感",
    "life-sciences": "Biotech 生物|Pharma 药业|Medical 医疗|Gene 基因|Vaccine 疫苗|Seed 种业|Diagnostics 诊断",
    "environment": "Environment 环保|Water 水务|Energy 能源|Membrane 膜科技|Solar 太阳能|Hydrogen 氢能",
    "space-mobility": "Navigation 导航|Satellite 卫星|Mobility 出行|Aerospace 航天|Geospatial 地理信息|Transport 交通",
    "commerce-finance": "Commerce 商务|Capital 资本|Logistics 物流|Payment 支付|Holding 控股|Leasing 租赁",
    "research-education": "Research 研究|Education 教育|Learning 学习|Institute 研究院|Laboratory 实验室",
}

# What companies of a broad sector work with: (English, Chinese).
SUBJECTS = {
    "software-internet": "software 软件|data 数据|platform 平台|cloud 云服务|artificial intelligence 人工智能|security 信息安全|search 搜索|"
    "large language models 大语言模型|computer vision 计算机视觉|speech recognition 语音识别|databases 数据库|video 视频|games 游戏|"
    "operating systems 操作系统|office software 办公软件|social networks 社交网络|knowledge graphs 知识图谱|open source 开源|blockchain 区块链|"
    "digital twins 数字孪生|machine translation 机器翻译|privacy computing 隐私计算|recommendation 推荐系统|code review 代码审查",
    "electronics": "chips 芯片|computers 计算机|servers 服务器|displays 显示屏|mobile phones 手机|memory 存储器|network equipment 网络设备|"
    "integrated circuits 集成电路|optical fibre 光纤|processors 处理器|lasers 激光器|sensors 传感器|routers 路由器|radio frequency 射频|"
    "packaging 封装测试|lithography 光刻|quantum computing 量子计算|silicon carbide 碳化硅|power devices 功率器件|antennas 天线|oscilloscopes 示波器",
    "life-sciences": "medicines 药物|vaccines 疫苗|clinical trials 临床试验|diagnostics 诊断试剂|antibodies 抗体|gene sequencing 基因测序|cell therapy 细胞治疗|"
    "medical devices 医疗器械|traditional medicine 中药|seed 种子|animal feed 饲料|imaging 医学影像|insulin 胰岛素|orthopaedics 骨科|stem cells 干细胞|"
    "proteins 蛋白质|mass spectrometry 质谱|enzymes 酶制剂|microbiology 微生物|dental implants 种植牙",
    "environment": "water treatment 水处理|solar power 太阳能|energy storage 储能|membranes 膜材料|batteries 电池|waste 固体废物|wind power 风电|"
    "smart grids 智能电网|hydrogen 氢能|desalination 海水淡化|flue gas 烟气治理|heat pumps 热泵|fuel cells 燃料电池|carbon capture 碳捕集|soil 土壤修复|biogas 沼气",
    "space-mobility": "satellite navigation 卫星导航|maps 地图|remote sensing 遥感|drones 无人机|autonomous driving 自动驾驶|receivers 接收机|rail transit 轨道交通|"
    "rockets 火箭|traffic signals 交通信号|lidar 激光雷达|BeiDou terminals 北斗终端|charging stations 充电桩|inertial units 惯性器件|small satellites 小卫星|"
    "ground stations 地面站|toll equipment 收费设备",
    "commerce-finance": "payments 支付|online retail 网络零售|logistics 物流|risk control 风险控制|investment 投资|cold chain 冷链|warehouses 仓储|credit 信贷|"
    "insurance 保险|asset management 资产管理|leasing 融资租赁|food delivery 外卖|customs clearance 报关|supply chains 供应链|digital currency 数字货币",
    "research-education": "research 科研|online courses 在线课程|laboratories 实验室|textbooks 教材|vocational training 职业培训|robotics 机器人|materials science 材料科学|"
    "learning devices 学习机|examinations 考试|mathematics 数学|brain science 脑科学|technology transfer 技术转移|superconductors 超导|graphene 石墨烯",
}

KINDS = (
    "intelligent 智能|high-performance 高性能|industrial 工业|reliable 可靠|low-power 低功耗|integrated 一体化|real-time 实时|precision 精密|"
    "green 绿色|portable 便携|wireless 无线|embedded 嵌入式|distributed 分布式|domestic 国产|automatic 自动化|miniature 微型|modular 模块化|"
    "high-temperature 高温|underwater 水下|bio-based 生物基|explosion-proof 防爆|radiation-hardened 抗辐射"
)
CUSTOMERS = (
    "companies 企业|hospitals 医院|banks 银行|government 政府|schools 学校|factories 工厂|telecom operators 电信运营商|universities 高校|"
    "energy suppliers 能源企业|city management 城市管理|farms 农场|airports 机场|car makers 汽车厂商|laboratories 实验室|shops 商店|ports 港口|"
    "power plants 电厂|libraries 图书馆|courts 法院|museums 博物馆|steel mills 钢厂|shipyards 船厂|mines 矿山|weather services 气象部门"
)
VERBS = "develops 研发|makes 生产|provides 提供|designs 设计|operates 运营|integrates 集成|tests 检测|licenses 授权"

COUNTRIES = [
    "US",
    "SG",
    "JP",
    "DE",
    "GB",
    "HK",
    "FR",
    "KR",
    "AU",
    "CA",
    "MY",
    "TH",
    "IN",
    "NL",
    "VN",
    "ID",
    "AE",
    "CH",
    "IT",
    "BR",
    "FI",
    "SE",
    "ES",
    "RU",
    "IL",
    "PL",
    "MX",
    "SA",
    "TR",
    "ZA",
    "IE",
    "BE",
    "AT",
    "KZ",
    "EG",
    "PT",
    "CZ",
    "HU",
    "NZ",
    "PH",
    "CL",
    "AR",
    "DK",
    "NO",
    "KE",
    "NG",
    "PK",
    "UZ",
    "RS",
    "MA",
]
FOUNDER_COUNTRIES = ["US", "GB", "JP", "DE", "CA", "SG", "AU", "FR"]
SURNAMES = "王:Wang 李:Li 张:Zhang 刘:Liu 陈:Chen 杨:Yang 赵:Zhao 黄:Huang 周:Zhou 吴:Wu 徐:Xu 孙:Sun 胡:Hu 朱:Zhu 高:Gao 林:Lin"
STREETS = "上地十街:Shangdi 10th Street|中关村大街:Zhongguancun Street|学院路:Xueyuan Road|知春路:Zhichun Road|永昌北路:Yongchang North Road|超前路:Chaoqian Road"


def pairs(text: str) -> list[tuple[str, str]]:
    """ "open source 开源|…" -> [("open source", "开源"), …]"""
    return [(english, chinese) for english, _, chinese in (one.rpartition(" ") for one in text.split("|"))]


def zipf(count: int, exponent: float = 1.0) -> list[float]:
    """Cumulative weights of `count` things of falling frequency, as random.choices takes them."""
    return list(accumulate(1 / (place + 1.5) ** exponent for place in range(count)))
