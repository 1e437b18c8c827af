package org.jernel.kernel.mm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Values of 1, 2, 4 and 8 bytes in a byte array, in x86-64's order. */
public final class LittleEndian {

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static long get(byte[] bytes, int offset, int size) {
        return switch (size) {
            case Byte.BYTES -> bytes[offset] & 0xffL;
            case Short.BYTES -> (short) U16.get(bytes, offset) & 0xffffL;
            case Integer.BYTES -> (int) U32.get(bytes, offset) & 0xffff_ffffL;
            case Long.BYTES -> (long) U64.get(bytes, offset);
            default -> throw badSize(size);
        };
    }

    public static void put(byte[] bytes, int offset, long value, int size) {
        switch (size) {
            case Byte.BYTES -> bytes[offset] = (byte) value;
            case Short.BYTES -> U16.set(bytes, offset, (short) value);
            case Integer.BYTES -> U32.set(bytes, offset, (int) value);
            case Long.BYTES -> U64.set(bytes, offset, value);
            default -> throw badSize(size);
        }
    }

    private static IllegalArgumentException badSize(int size) {
        return new IllegalArgumentException("no value has " + size + " bytes");
    }
}
