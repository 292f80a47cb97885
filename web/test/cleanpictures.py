"""Makes pictures for the tests of clean, and says what they show. Python's imaging library, so that neither is checked by our own code.

    cleanpictures.py make DIRECTORY
    cleanpictures.py pixels FILE...    a line for each: its mode, size and the hash of the pixels of every frame
"""
import hashlib
import sys

from PIL import Image, ImageChops, ImageCms, ImageSequence


def picture(mode="RGB", size=(96, 64)):
    red = Image.linear_gradient("L").resize(size)
    green = red.transpose(Image.Transpose.ROTATE_180)
    blue = Image.radial_gradient("L").resize(size)
    both = ImageChops.difference(red, blue)
    return Image.merge("CMYK", (red, green, blue, both)) if mode == "CMYK" else Image.merge("RGBA", (red, green, blue, both)).convert(mode)


def make(to):
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture().save(f"{to}/plain.jpg", quality=90, dpi=(72, 72))
    picture().save(f"{to}/icc.jpg", quality=90, icc_profile=icc)
    picture(size=(400, 300)).save(f"{to}/progressive.jpg", progressive=True)
    picture("CMYK").save(f"{to}/cmyk.jpg")
    picture("L").save(f"{to}/grey.jpg", quality=80)
    restarts(f"{to}/restarts.jpg")
    picture("RGBA").save(f"{to}/plain.png")
    picture().save(f"{to}/icc.png", icc_profile=icc)
    picture().convert("P").save(f"{to}/palette.png", transparency=3)
    frames = [picture().rotate(a) for a in (90, 180)]
    picture().save(f"{to}/animated.png", save_all=True, append_images=frames, duration=100)
    picture().save(f"{to}/lossy.webp", quality=80)
    picture("RGBA").save(f"{to}/lossless.webp", lossless=True, icc_profile=icc)
    picture("RGBA").save(f"{to}/animated.webp", save_all=True, append_images=[f.convert("RGBA") for f in frames], duration=100)


def restarts(name):
    """Small grey pictures, each a block of a picture with a restart marker after every block: the library has no option for it."""
    blocks = [picture("L").crop((x, 0, x + 8, 8)) for x in range(0, 96, 8)]
    scans = []
    for block in blocks:
        block.save(name, format="JPEG", quality=90)
        data = open(name, "rb").read()
        head, scan = data.split(b"\xff\xda")
        scans.append(scan[8:-2])  # the scan's own header has 8 bytes, EOI 2
    frame = head.index(b"\xff\xc0")
    head = head[:frame] + b"\xff\xdd\x00\x04\x00\x01" + head[frame:frame + 7] + (96).to_bytes(2, "big") + head[frame + 9:]
    parts = [scan + bytes([0xFF, 0xD0 + i % 8]) for i, scan in enumerate(scans)]
    open(name, "wb").write(head + b"\xff\xda" + data.split(b"\xff\xda")[1][:8] + b"".join(parts)[:-2] + b"\xff\xd9")
    differ = ImageChops.difference(Image.open(name), picture("L").crop((0, 0, 96, 8)))
    assert max(high for _, high in [differ.getextrema()]) < 16, "the blocks are not what they were"


def pixels(name):
    image = Image.open(name)
    seen = hashlib.sha256()
    for frame in ImageSequence.Iterator(image):
        seen.update(frame.tobytes())
        seen.update(repr((frame.getpalette(), frame.info.get("transparency"), frame.info.get("duration"))).encode())
    return f"{image.mode} {image.size} {seen.hexdigest()}"


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    for file in sys.argv[2:]:
        print(pixels(file))
