"""One spelling for what people type: widths, signs, old characters, tags and slips, mended where it is unambiguous."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

# Old characters of this vocabulary; pairs in the same order.
_OLD = (
    "為佔達標準滿計減給記個點檔優較顯續時間內發過於億萬與實際預報責務經費節約劃戶數額單項級則無錯誤違規處訴訪員產業學應對圍會動態隊類許從後來還這條種樣總結綜進運設證訊評該論護讀變資質賬購辦農連週遲遠選鄉鎮開"
    "關隨險難電頁順須領題顧餘驗黨齊幣廣廠廳執場壞備複復獲榮譽團織網絡線紙終細統維繫縣區醫療藥術職權勵勞確礦礎築糧紅績紀斷爭爲衆眾積穩竊競筆範簡籌罰聯脫腦興舉華蘇虧補製見觀視覺覽訂訓討託詢詳誠調談請謝譯議豐"
    "負貢財販貫貨賽贈趕輕載輸轉邊遞郵釋鈔錄鋼鐵長門閉閱階陽隱離雙雜飛館養駐驟魚鮮麥齡彙歸歷屆屬島嚴兩揮擔據擇擬攝攜斂暢暫曉極構樓樞橋檢樁殘氣決沒況淨測濟灣滯漢漸濱災煙煩燈爐獎獨環畝畢異盜盡監盤矯磚稅稱窮窯"
    "簽納純絲絕綠緊緒緩編緣緯練縮繼纖罷聞聲肅脅膽臨臺舊艙艱莊葉蓋薦藍號蝕裝襲親觸診詞試說課諸諾謀謹識讓貝貧貪貿賀賃賓賞賣賦賴贊贏跡踐軌軍軟軸輔輛輝輪輯轄辭適遷遺釀針銀銅銘銷鋪錢鍛鍵鏡鐘閒闊陳陸靈靜鞏響頂頒"
    "佔裏裡頓頭頻顏風飯飲飾饋馬駕駛騎騙驅驚鬆鳥鴨鹽麗黃龍劉劇勢勝匯協卻參喪園圖圓塊墊墮壓壇奪婦娛孫寧寶審寫將專尋導層崗嶺師帳帶幫幾庫廟彈強徑徵慣憂懷懸戰戲採掃掛換損搶撥擁擊擴擾攔攤敵書曆東當"
    "丟並乾佈併侷係們偽傢傳債傷僅僞價儀儘償儲兌兒冊凈別剋剛創劑卹卽厠厤厲唸問啓啟噁噸噹嚮國埰堅塵墾夠奬奮嬰寀寬峯嵗幹廁廚廢張彆彔徹惡愛慮慶憑懇懲捨捲揚搖摺撫敎敗旣昇曏曠朮査棄棟榦樂樹機橫檯檻欄歲殯殺毀氾汎"
    "汙沖洩淩溼滙漁漲潔澇濃濕濫熱營燬牀牽狀現産畫畵疊盞眞睏瞞礙禦稈穀穫竈箇篩籤糞糰糾紛紮組絶綫緑緻繞繳纍纔羣義習聽脩舘葯蒐蓆蔘藝虛蟲衕衛衝覈訟註証詐話誌認誡説誰諧謊講譟譭豬貸貼賠賭贓贜踰躍車輓輟輿迴遊遙邏"
    "鄰釐釦鈡銜錨録錶鍼鍾鎭鏈鑑鑒閑閤閲闆闇陞陣隻雲鞦韆韌頃顆願颱驛體髮鬚麪麫麵麼麽鼕齣"
)
_NEW = (
    "为占达标准满计减给记个点档优较显续时间内发过于亿万与实际预报责务经费节约划户数额单项级则无错误违规处诉访员产业学应对围会动态队类许从后来还这条种样总结综进运设证讯评该论护读变资质账购办农连周迟远选乡镇开"
    "关随险难电页顺须领题顾余验党齐币广厂厅执场坏备复复获荣誉团织网络线纸终细统维系县区医疗药术职权励劳确矿础筑粮红绩纪断争为众众积稳窃竞笔范简筹罚联脱脑兴举华苏亏补制见观视觉览订训讨托询详诚调谈请谢译议丰"
    "负贡财贩贯货赛赠赶轻载输转边递邮释钞录钢铁长门闭阅阶阳隐离双杂飞馆养驻骤鱼鲜麦龄汇归历届属岛严两挥担据择拟摄携敛畅暂晓极构楼枢桥检桩残气决没况净测济湾滞汉渐滨灾烟烦灯炉奖独环亩毕异盗尽监盘矫砖税称穷窑"
    "签纳纯丝绝绿紧绪缓编缘纬练缩继纤罢闻声肃胁胆临台旧舱艰庄叶盖荐蓝号蚀装袭亲触诊词试说课诸诺谋谨识让贝贫贪贸贺赁宾赏卖赋赖赞赢迹践轨军软轴辅辆辉轮辑辖辞适迁遗酿针银铜铭销铺钱锻键镜钟闲阔陈陆灵静巩响顶颁"
    "占里里顿头频颜风饭饮饰馈马驾驶骑骗驱惊松鸟鸭盐丽黄龙刘剧势胜汇协却参丧园图圆块垫堕压坛夺妇娱孙宁宝审写将专寻导层岗岭师帐带帮几库庙弹强径征惯忧怀悬战戏采扫挂换损抢拨拥击扩扰拦摊敌书历东当"
    "丢并干布并局系们伪家传债伤仅伪价仪尽偿储兑儿册净别克刚创剂恤即厕历厉念问启启恶吨当向国采坚尘垦够奖奋婴采宽峰岁干厕厨废张别录彻恶爱虑庆凭恳惩舍卷扬摇折抚教败既升向旷术查弃栋干乐树机横台槛栏岁殡杀毁泛泛"
    "污冲泄凌湿汇渔涨洁涝浓湿滥热营毁床牵状现产画画叠盏真困瞒碍御秆谷获灶个筛签粪团纠纷扎组绝线绿致绕缴累才群义习听修馆药搜席参艺虚虫同卫冲核讼注证诈话志认诫说谁谐谎讲噪毁猪贷贴赔赌赃赃逾跃车挽辍舆回游遥逻"
    "邻厘扣钟衔锚录表针钟镇链鉴鉴闲合阅板暗升阵只云秋千韧顷颗愿台驿体发须面面面么么冬出"
)
_SIGNS = {
    "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "﹥": ">", "﹤": "<", "﹪": "%", "٪": "%", "﹦": "=",
    "—": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "―": "-", "─": "-", "∼": "~", "〜": "~", "﹣": "-",
    "*": "×", "→": ":", "⇒": ":", "＊": "×", "✕": "×", "✖": "×", "╳": "×", "∗": "×", "÷": "/", "∕": "/", "⁄": "/",
    "[": "(", "]": ")", "［": "(", "］": ")", "{": "(", "}": ")", "【": "(", "】": ")", "〔": "(", "〕": ")",
    "｛": "(", "｝": ")", "﹙": "(", "﹚": ")", "﹔": ";", "﹕": ":", "︰": ":", "﹐": ",", "﹑": "、", "､": "、",
    "!": "。", "！": "。", "｡": "。", "﹒": ".", "＂": "", '"': "", "“": "", "”": "", "‘": "", "’": "", "'": "",
    "「": "", "」": "", "\u200b": "", "\ufeff": "", "\u200d": "", "\u3000": " ", "\xa0": " ", "\t": " ", "㎡": "平方米",
    "㎏": "公斤", "﹡": "×",
}  # fmt: skip
MARK = "\x01"  # where an item of a numbered list begins
HOLE = "\x02"  # a blank between a number and the verb after it: its unit may be lost

_TABLE: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE |= {ord(old): new for old, new in _SIGNS.items()}
_TABLE |= dict.fromkeys((*range(9312, 9372), *range(9461, 9471), *range(10102, 10132)), MARK)
_TABLE |= dict.fromkeys(range(12832, 12842), MARK)
_TABLE |= {ord(old): new for old, new in zip(_OLD, _NEW, strict=True)}
_MOST_REPAIRS = 12
_OLD_ONE = re.compile(f"[{_OLD}]")
_LETTERS = re.compile("[Oo〇○lI·•壹贰叁肆伍陆柒捌玖拾佰仟]")
_SPACED = re.compile(r"\s")

_WIDE_NUMBER = r"[0-9０-９]+(?:[.．][0-9０-９]+)?"
_INTERVAL = re.compile(
    rf"([\[［【(（])\s*({_WIDE_NUMBER}|[-−－]\s*∞)\s*([%％﹪]?|分)\s*[,，、;；]\s*"
    rf"({_WIDE_NUMBER}|[+＋]?\s*∞)\s*([%％﹪]?|分)\s*([\]］】)）])"
)
_SQUARE = frozenset("[［【]］】")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]{0,200})?/?>")
_ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&amp;": "&", "&ge;": "≥", "&le;": "≤"}
_VERB = "得计给记加扣减为是"
_BEHIND = "分个天日月年元万亿公里亩次件人户家项起吨米小时"
# A round letter behind a digit is a nought unless a word in letters goes on; a stroke beside one is a one.
_LETTER_O = re.compile(
    rf"(?<=\d)[Oo]+(?![A-Za-z])|(?<=\d)[〇○](?=[\dOo〇○.。%{_BEHIND}])"
    rf"|(?<=[{_VERB}])[Oo〇○](?=[.。]\d|分)|(?<![A-Za-z])[Oo〇○](?=\.\d)"
    rf"|(?<![A-Za-z])[Oo〇○](?= ?分(?:[,;。、)\n]|为止|止|$))|(?<=[\u4e00-\u9fff])[Oo〇○](?=\(不?含\)|[至~-]\d)"
)
_LETTER_L = re.compile(
    r"(?<=\d)[lI](?=\d)|(?<=[低高少多超每晚差扣减得计])[lI](?=个|分|天|次|件|起|项|%)"
    r"|(?<![A-Za-z\d])[lI](?=\d+(?:\.\d+)?(?![A-Za-z\d]))|(?<![A-Za-z\d])[lI](?=\.\d+[分%])"
)
# 叁仟吨, 得捌分: capitals of accounting in front of what they count; 队伍, 登陆 and 收拾 are words.
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_IN_CAPITALS = re.compile(
    rf"(?:(?<![零壹贰叁肆伍陆柒捌玖拾佰仟万亿点])(?=[零伍陆肆拾点]*[壹贰叁柒捌玖佰仟])|(?<=[{_VERB}每低高少多超晚迟到达满过于成至不]))"
    rf"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿点]+(?=[{_BEHIND}圆场例处台套篇期批条%成户名级类档])"
)
# A letter typed for the sign of multiplication, in front of points or a bracket.
_TIMES = re.compile(
    r"(?<=[)%率比数值量次额])[xX](?=(?:\d+(?:\.\d+)?(?:$|[分,;。)\nxX×得计记给作即])|100%|\())"
    r"|(?<=[\d)分%率])[xX](?=\(|分值|权重|[本该此]项|满分)"
)
_POINT = re.compile(r"(?<=\d)[·•](?=\d)")
_COMMA = re.compile(r"(?<![\d.,])(0),()(?=\d{1,2}(?:分|%|个?百分点))")
_DOUBLED = re.compile(r"(?<=[\d%)日号月天个分])([-~])[-~]+(?=[\d(≥>])")
# 得7，300-329天得5: points, and a bound.
_NO_THOUSAND = re.compile(r"(?<=[得计给记扣])(\d{1,2}(?:\.\d)?),(?=\d{3}(?!\d))")
_SPLIT_DECIMAL = re.compile(r"(?<![\d.])(0) *[.。] *()(?=\d)")
_SPLIT_POINTS = re.compile(rf"([{_VERB}赋拿分×*多高低至到限\-] *\d+) *(?:。 *| \. *|\. +)(\d+)(?= *分)")
# 6月份15日前, 6月15前.
_DAY_OF_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?:份(?=\d{1,2}日)(\d{1,2})日|(\d{1,2})(?=之?前|以前))")
# 扣.5分: a nought that was left out.
_BARE_POINT = re.compile(rf"(?<=[{_VERB}])\.(?=\d{{1,2}}分)|(?<=[每低高少多超降升过差晚迟长于出])\.(?=\d)")
_SPLIT_BOUND = re.compile(r"([≥≤><=于过到达] *\d+)。(\d+)(?= *(?:%|[万亿]?元|公里|亩|万亩|吨|小时|平方米|倍))")
# 完成3. 5亿元: a blank beside the point, behind a word no clause ends with; in a list without numbers, that is.
_SPLIT_MEASURE = re.compile(
    r"([≥≤><=于过到达成足少低高超多出] *\d+)(?: +\. *|\. +)(\d{1,2})"
    r"(?= *(?:%|[万亿]?元|[万亿][^\d,;。]|个?百分点|公里|亩|公顷|吨|公斤|千瓦|小时|天|平方|立方|倍|微克|毫克|升))"
)
_FIRST_OF_LIST = re.compile(r"(?:^|[;。:\n分 (])[1一][.、)](?!\d)|\x01")
_SPLIT_DIVIDEND = re.compile(r"(?<![\d。])(\d{1,3})。(\d{1,2})(?=[/÷])")
_FENCES = (("≥", re.compile(r">=|=>|≥=|>或=|>、=")), ("≤", re.compile(r"<=|=<|≤=|<或=")), ("=", re.compile(r"==+")))
_NUMBERED = re.compile(
    r"(?:^|(?<=[;。:\n\x01]))[ \n]*"
    r"(?:\(\d{1,2}\)|\d{1,2}[、.)](?!\d)|\([一二三四五六七八九十]\)|[一二三四五六七八九十]、(?![二三四五六七八九十][、季]))"
    r"|(?<=分)(?:\(\d\)(?!分)|[2-9](?:、|\.(?=[\u4e00-\u9fff])))|(?<=分) +[2-9](?:\. +(?=\S)|[、)]) *"
)
_NUMBER_OF_ITEM = re.compile(r"(?:^|(?<=[;。\n\x01]))[ \n]*(\d{1,2})、(?=\S)")
_SENTENCE = re.compile(r"[;。\n\x01]")
# A bracket around points or 含 that was never closed, or never opened.
_UNCLOSED = re.compile(
    r"(?<=[^(,;。\n])\((\d+(?:\.\d+)?分|不?含(?:\d+(?:\.\d+)?%?|本数)?)(?=[,;。\n得计给]|以[上下内])"
)
_UNOPENED = re.compile(r"(?<=满分)(\d+(?:\.\d+)?分)\)")
# A full stop typed as a point, at the end of a sentence.
_STOP = re.compile(r"(?<=[^\d\s.A-Za-z])\.(?![\d.])")
_ITEM = re.compile(r"[\d一二三四五六七八九十][、)]|\d\.(?!\d)")
_HOLE = re.compile(r"(?<=\d) +(?=[扣减得计记给])")
# 95%以上得6分 低于70%不得分: nothing but a blank where a clause ends.
_APART = frozenset(",;。\n\x01")
_RUN_ON = re.compile(
    r"(?:(?<=\d分)|(?<=不得分)|(?<=[得计给记]满分)|(?<=[×%\d][计得]分)) +(?=[^\s()钟值数以及至到~得计给记之的为分-]\S)"
)
_LINES = re.compile(r"\n[ \n]+")
# A line that begins with what the clause on the line before scores: 每建成1公里⏎得0.5分.
_BROKEN = re.compile(
    r"(?P<clause>(?:^|[,;。:\n\x01])(?![^,;。:\n\x01]*(?<!百)分(?!之))[^,;。:\n\x01]{2,})\n"
    r"(?=(?:得|计|给|记|扣|加)(?:满分|\d+(?:\.\d+)?分)|不得分|不计分|不给分|不扣分|为止)"
)
_BLANK = re.compile(r"(?<=[\d.%]) +(?=[\d.])|\s+")


class Clean(NamedTuple):
    """The text in one spelling, and what was repaired in it."""

    text: str
    repairs: tuple[str, ...]


def spelling(name: str) -> str:
    """A name in the one spelling: 滿意率 is 满意率."""
    return name.translate(_TABLE)


def clean(text: str) -> Clean:
    """Normalise a standard. Widths and signs are simply unified; what was mended is named."""
    repairs: list[str] = []

    def mend(now: str, before: str, what: str) -> str:
        if now != before and what not in repairs:
            repairs.append(what)
        return now

    if "<" in text or "&" in text:
        plain = _TAG.sub("\n", text)
        for entity, char in _ENTITIES.items():
            plain = plain.replace(entity, char)
        text = mend(plain, text, "去掉网页标记")
    if not _SQUARE.isdisjoint(text):
        text = _intervals(text)
    if _OLD_ONE.search(text):
        repairs.append("繁体字按简体读")
    text = text.translate(_TABLE)
    if _LETTERS.search(text):
        text = _in_digits(text, mend)
    if "x" in text or "X" in text:
        text = mend(_TIMES.sub("×", text), text, "字母x按乘号读")
    if "." in text:
        text = _STOP.sub("。", text)
    if "-" in text or "~" in text:
        text = _DOUBLED.sub(r"\1", text)
    if "," in text:
        text = _NO_THOUSAND.sub(r"\1;", text)
    if "0," in text and "分别" not in text and "依次" not in text:
        text = _joined(_COMMA, text, mend, repairs)
    # A point can only be apart from its number where there is a full stop, or a blank beside a point.
    if "月" in text:
        text = _DAY_OF_MONTH.sub(lambda found: f"{found[1]}月{found[2] or found[3]}日", text)
    if "." in text:
        text = mend(_BARE_POINT.sub("0.", text), text, "小数点前补0")
    if "。" in text or ("." in text and " " in text):
        for pattern in (_SPLIT_DECIMAL, _SPLIT_POINTS, _SPLIT_BOUND, _SPLIT_DIVIDEND):
            text = _joined(pattern, text, mend, repairs)
        if " " in text and "." in text and not _FIRST_OF_LIST.search(text):
            text = _joined(_SPLIT_MEASURE, text, mend, repairs)
    if "=" in text or "或" in text:
        for sign, pattern in _FENCES:
            text = pattern.sub(sign, text)
    if "\n" in text:
        text = _LINES.sub("\n", text)
    if ("、" in text or ")" in text or "." in text) and _ITEM.search(text):
        text = _NUMBERED.sub(MARK, _listed(text) if text.startswith("1、") else text)
    if text[:1] == MARK and text.count(MARK) == 1:
        text = text[1:]
    if text.count("(") != text.count(")"):
        text = _bracketed(text, mend)
    if _SPACED.search(text):
        if _APART.isdisjoint(text):
            text = _RUN_ON.sub(";", text)
        text = _BLANK.sub(_blank, _HOLE.sub(HOLE, text.replace("\r", "\n")))
        if "\n" in text:
            # A line that ends with a comma goes on in the next.
            text = _BROKEN.sub(r"\g<clause>", text.replace(",\n", ","))
    return Clean(text, tuple(repairs))


def _in_digits(text: str, mend: Callable[[str, str, str], str]) -> str:
    """The text with digits for the letters and signs that stand for them, and plain numerals for capital ones."""
    text = mend(_LETTER_O.sub(_noughts, text), text, "字母O按数字0读")
    text = mend(_LETTER_L.sub("1", text), text, "字母l按数字1读")
    text = mend(_POINT.sub(".", text), text, "间隔号按小数点读")
    return mend(_IN_CAPITALS.sub(_in_plain, text), text, "大写数字按小写数字读")


def _listed(text: str) -> str:
    """The text without the numbers of its items, where every sentence has one and they are 1、2、3、 in a row."""
    found = list(_NUMBER_OF_ITEM.finditer(text))
    sentences = [part for part in _SENTENCE.split(text) if part.strip()]
    in_a_row = [one[1] for one in found] == [str(place) for place in range(1, len(sentences) + 1)]
    return _NUMBER_OF_ITEM.sub(MARK, text) if len(found) > 1 and in_a_row else text


def _bracketed(text: str, mend: Callable[[str, str, str], str]) -> str:
    """The text with the one bracket it lacks, where the place is plain."""
    opened, closed = text.count("("), text.count(")")
    if opened == closed + 1 and len(found := list(_UNCLOSED.finditer(text))) == 1:
        return mend(f"{text[: found[0].end()]}){text[found[0].end() :]}", text, "补上缺少的右括号")
    if closed == opened + 1 and len(_UNOPENED.findall(text)) == 1:
        return mend(_UNOPENED.sub(r"\1", text), text, "去掉多余的右括号")
    return text


def _joined(
    pattern: re.Pattern[str], text: str, mend: Callable[[str, str, str], str], repairs: list[str]
) -> str:
    """The text with the two parts of each number, as the pattern finds them, on either side of a point."""
    seen: set[str] = set()
    for found in pattern.finditer(text):
        whole = found.group()
        if len(repairs) >= _MOST_REPAIRS:
            break
        if whole not in seen and whole != (mended := _pointed(found)):
            mend("", whole, f"“{whole.strip()}”的小数点断开，按“{mended.strip()}”读")
        seen.add(whole)
    return pattern.sub(_pointed, text) if seen else text


def _pointed(found: re.Match[str]) -> str:
    return f"{found[1]}.{found[2]}"


def _intervals(text: str) -> str:
    """``[75,90)`` as 75(含)-90(不含); round brackets on both sides only beside a square one."""
    found = list(_INTERVAL.finditer(text))
    if not any(one[1] in _SQUARE or one[6] in _SQUARE for one in found):
        return text
    return _INTERVAL.sub(_interval, text).replace("∈", "在")


def _interval(found: re.Match[str]) -> str:
    opened, low, low_unit, high, high_unit, closed = found.groups()
    if "∞" in low:
        return f"{'≤' if closed in _SQUARE else '<'}{high}{high_unit}"
    if "∞" in high:
        return f"{'≥' if opened in _SQUARE else '>'}{low}{low_unit}"
    ends = ["(含)" if end in _SQUARE else "(不含)" for end in (opened, closed)]
    return f"{low}{low_unit or high_unit}{ends[0]}-{high}{high_unit}{ends[1]}"


def _in_plain(found: re.Match[str]) -> str:
    return found.group().translate(_CAPITALS)


def _noughts(found: re.Match[str]) -> str:
    return "0" * len(found.group())


def _blank(found: re.Match[str]) -> str:
    if "\n" in found.group():
        return "\n"
    inside = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    return " " if inside and inside in "0123456789.%" and after and after in "0123456789." else ""
