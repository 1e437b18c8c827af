package org.jernel.net.core;

import org.jernel.kernel.mm.LittleEndian;
import org.jspecify.annotations.Nullable;

/**
 * One row of a table of socket options: what {@code setsockopt} and {@code getsockopt} need to know of it.
 *
 * @param constant its Linux name
 * @param size of its value in bytes; shorter ones are refused
 * @param largest how much is read of longer ones: {@code size}, but for structs that have grown
 * @param getter tells the value, null for an option that can only be set
 * @param setter takes the value, null for an option that can only be read
 */
public record SockOption(
        int level,
        int name,
        String constant,
        int size,
        int largest,
        @Nullable Getter getter,
        @Nullable Setter setter) {

    /** An option whose value has one size. */
    public SockOption(
            int level, int name, String constant, int size, @Nullable Getter getter, @Nullable Setter setter) {
        this(level, name, constant, size, size, getter, setter);
    }

    /** Reads the value of an option. */
    @FunctionalInterface
    public interface Getter {

        byte[] get(Sock sk);

        /** As {@link #get(Sock)} for a caller with room for so many bytes, which most options need not know. */
        default byte[] get(Sock sk, int room) {
            return get(sk);
        }
    }

    /** Changes an option, with the sock's lock held. Throws the errno of a value that it refuses. */
    @FunctionalInterface
    public interface Setter {

        void set(Sock sk, byte[] value);
    }

    /** Reads an option that is an {@code int}. */
    @FunctionalInterface
    public interface IntGetter {

        int get(Sock sk);
    }

    /** Changes an option that is an {@code int}, with the sock's lock held. */
    @FunctionalInterface
    public interface IntSetter {

        void set(Sock sk, int value);
    }

    /** Reads an option that is on or off. */
    @FunctionalInterface
    public interface FlagGetter {

        boolean get(Sock sk);
    }

    /** Changes an option that is on or off, with the sock's lock held; every value but 0 is on. */
    @FunctionalInterface
    public interface FlagSetter {

        void set(Sock sk, boolean on);
    }

    /** An option that is an {@code int}. */
    public static SockOption ofInt(int level, int name, String constant, IntGetter getter, IntSetter setter) {
        return new SockOption(
                level,
                name,
                constant,
                Integer.BYTES,
                sk -> intBytes(getter.get(sk)),
                (sk, value) -> setter.set(sk, intValue(value)));
    }

    /** An option that is an {@code int} and only told. */
    public static SockOption readOnlyInt(int level, int name, String constant, IntGetter getter) {
        return new SockOption(level, name, constant, Integer.BYTES, sk -> intBytes(getter.get(sk)), null);
    }

    /** An option that is an {@code int} and only taken. */
    public static SockOption writeOnlyInt(int level, int name, String constant, IntSetter setter) {
        return new SockOption(
                level, name, constant, Integer.BYTES, null, (sk, value) -> setter.set(sk, intValue(value)));
    }

    /** An option that is on or off. */
    public static SockOption ofFlag(int level, int name, String constant, FlagGetter getter, FlagSetter setter) {
        return ofInt(level, name, constant, sk -> getter.get(sk) ? 1 : 0, (sk, value) -> setter.set(sk, value != 0));
    }

    /** The row of that level and name, or null. */
    public static @Nullable SockOption find(SockOption[] table, int level, int name) {
        for (SockOption option : table) {
            if (option.name == name && option.level == level) {
                return option;
            }
        }
        return null;
    }

    /** The value of a C {@code int}. */
    public static int intValue(byte[] bytes) {
        return (int) LittleEndian.get(bytes, 0, Integer.BYTES);
    }

    /** The bytes of a C {@code int}. */
    public static byte[] intBytes(int value) {
        byte[] bytes = new byte[Integer.BYTES];
        LittleEndian.put(bytes, 0, value, Integer.BYTES);
        return bytes;
    }
}
