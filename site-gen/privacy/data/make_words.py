#!/usr/bin/env python3
"""Makes words.txt from the dictionary of the PyPI package jieba 0.42.1 (MIT, see words.LICENSE).

usage: pip download --no-deps jieba==0.42.1 && tar xzf jieba-0.42.1.tar.gz
       make_words.py jieba-0.42.1/jieba/dict.txt > words.txt

Kept: words of two Chinese characters that the dictionary counts at least 20 times, and of three and four that it
counts at least 5 times. Left out: entries tagged as names of persons, except two-character ones that are mostly words
(counted 150 times or more) and do not begin with a surname that is rarely anything else.
"""
import sys

SURNAMES = set(
    "王李张刘陈杨赵吴徐孙朱胡郭罗郑梁谢宋唐许韩邓冯曹彭曾肖董潘袁蔡蒋余杜魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖贾邹熊孟秦邱侯尹薛闫戴"
)
words = set()
with open(sys.argv[1], encoding="utf-8") as dictionary:
    for line in dictionary:
        word, count, tag = line.split()
        if not 2 <= len(word) <= 4 or not all("\u4e00" <= c <= "\u9fff" for c in word):
            continue
        person = tag.startswith("nr")
        if person and (len(word) > 2 or word[0] in SURNAMES):
            continue
        if int(count) >= (150 if person else 20 if len(word) == 2 else 5):
            words.add(word)
print("\n".join(sorted(words)))

# function_words.txt, made by hand from the same file: words of two and three characters that begin with a surname,
# counted at least 40 times and tagged as adverb, conjunction, preposition, pronoun, time, particle, numeral, place or
# measure. Left out are those that people are called by: 明月, 万里, 凌晨, 黄昏.
