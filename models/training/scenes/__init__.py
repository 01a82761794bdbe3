"""House's pictures: seeded scenes, what is in them, how they are drawn and what is said of them.

The way of one picture, each arrow one module:

    spec.sample_spec     what is shown         (vocabulary.py has every word it may choose)
    compose.compose      where it stands       -> display.Scene: layers of marks, back to front
    styles.draw          how it is drawn       -> uint8 [H, W, 3]
    masks.draw_masks     the exact truth       -> per-thing masks, sketches
    captions.caption     what is said of it    -> str, in five languages

Nothing here reads a picture made by somebody else.
"""
