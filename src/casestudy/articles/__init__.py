"""A reader's own copy of an article: sections, sentences, anchors, coverage; agreement of two codings."""
