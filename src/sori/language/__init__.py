"""The Korean language: letters, keyboards, morphemes. Pure: texts in, texts out."""
