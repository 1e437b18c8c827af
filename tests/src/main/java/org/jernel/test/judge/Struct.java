package org.jernel.test.judge;

import java.util.Arrays;

/** The bytes of a C struct of x86-64, field by field in its byte order; padding is spelled out. */
public final class Struct {

    private static final int LARGEST = 256;

    private final byte[] bytes = new byte[LARGEST];
    private int size;

    /** A struct sockaddr_in with any family in it. */
    public static byte[] sockaddrIn(int family, int address, int port) {
        return new Struct()
                .int16(family)
                .bigEndian(port, Short.BYTES)
                .bigEndian(address, Integer.BYTES)
                .int64(0)
                .bytes();
    }

    /** A struct sockaddr_in6 with any family in it; the address in two halves. */
    public static byte[] sockaddrIn6(int family, long high, long low, int port, int scopeId) {
        return new Struct()
                .int16(family)
                .bigEndian(port, Short.BYTES)
                .int32(0)
                .bigEndian(high, Long.BYTES)
                .bigEndian(low, Long.BYTES)
                .int32(scopeId)
                .bytes();
    }

    static long littleEndian(byte[] from) {
        long value = 0;
        for (int i = from.length - 1; i >= 0; i--) {
            value = (value << 8) | (from[i] & 0xff);
        }
        return value;
    }

    /** Bytes as they are, one for each character. */
    public Struct text(String content) {
        for (int i = 0; i < content.length(); i++) {
            bytes[size++] = (byte) content.charAt(i);
        }
        return this;
    }

    public Struct int16(int value) {
        return littleEndian(value, Short.BYTES);
    }

    public Struct int32(int value) {
        return littleEndian(value, Integer.BYTES);
    }

    public Struct int64(long value) {
        return littleEndian(value, Long.BYTES);
    }

    public Struct bigEndian(long value, int width) {
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    private Struct littleEndian(long value, int width) {
        for (int shift = 0; shift < width * 8; shift += 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }
}
