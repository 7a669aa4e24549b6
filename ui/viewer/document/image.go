package document

import (
	"bytes"
	"encoding/binary"
)

// ImageFormat names the image format that a body begins as.
func ImageFormat(b []byte) (name string, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return "PNG", true
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "JPEG", true
	case bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return "GIF", true
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return "WebP", true
	}
	return "", false
}

// ImageSize reads an image's size from its beginning, where that says it.
func ImageSize(b []byte) (width, height int, ok bool) {
	format, _ := ImageFormat(b)
	switch {
	case format == "PNG" && len(b) >= 24 && string(b[12:16]) == "IHDR":
		return int(binary.BigEndian.Uint32(b[16:])), int(binary.BigEndian.Uint32(b[20:])), true
	case format == "GIF" && len(b) >= 10:
		return int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:])), true
	case format == "JPEG":
		return jpegSize(b)
	case format == "WebP":
		return webpSize(b)
	}
	return 0, 0, false
}

// jpegSize goes from segment to segment up to the one that begins the frame.
func jpegSize(b []byte) (width, height int, ok bool) {
	for at := 2; at+9 <= len(b) && b[at] == 0xff; {
		marker := b[at+1]
		if frame := marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc; frame {
			return int(binary.BigEndian.Uint16(b[at+7:])), int(binary.BigEndian.Uint16(b[at+5:])), true
		}
		at += 2 + int(binary.BigEndian.Uint16(b[at+2:]))
	}
	return 0, 0, false
}

func webpSize(b []byte) (width, height int, ok bool) {
	if len(b) < 30 {
		return 0, 0, false
	}
	switch string(b[12:16]) {
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(b[26:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[28:]) & 0x3fff), true
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[21:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, true
	case "VP8X":
		three := func(p []byte) int { return int(p[0]) | int(p[1])<<8 | int(p[2])<<16 }
		return three(b[24:]) + 1, three(b[27:]) + 1, true
	}
	return 0, 0, false
}
