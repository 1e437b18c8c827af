package org.jernel.kernel.mm;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jernel.syscall.Errno;

/**
 * What a program finds on its stack: the number of arguments, their addresses, those of the environment and the auxiliary
 * vector. Modelled on {@code copy_strings} of {@code fs/exec.c} and {@code create_elf_tables} of {@code fs/binfmt_elf.c}.
 *
 * <p>Strings grow down from the top in Linux's order: the file's name, the environment, the arguments.
 */
public final class InitialStack {

    public static final int AT_NULL = 0;
    public static final int AT_PAGESZ = 6;
    public static final int AT_UID = 11;
    public static final int AT_EUID = 12;
    public static final int AT_GID = 13;
    public static final int AT_EGID = 14;
    public static final int AT_PLATFORM = 15;
    public static final int AT_CLKTCK = 17;
    public static final int AT_SECURE = 23;
    public static final int AT_RANDOM = 25;
    public static final int AT_EXECFN = 31;

    private static final int ALIGNMENT = 16;
    private static final byte[] PLATFORM = "x86_64".getBytes(StandardCharsets.US_ASCII);

    private final AddressSpace mm;
    private long pointer = AddressSpace.STACK_TOP - Long.BYTES;

    private InitialStack(AddressSpace mm) {
        this.mm = mm;
    }

    /**
     * Writes the stack of a program that has not run yet.
     *
     * @param filename what was executed, for AT_EXECFN
     * @param auxiliary values by their AT_ numbers; those that are addresses here are added
     * @param random 16 bytes for AT_RANDOM
     */
    public static void write(
            AddressSpace mm,
            byte[] filename,
            List<byte[]> argv,
            List<byte[]> envp,
            Map<Integer, Long> auxiliary,
            byte[] random) {
        new InitialStack(mm).write(filename, argv, envp, new LinkedHashMap<>(auxiliary), random);
    }

    private void write(
            byte[] filename, List<byte[]> argv, List<byte[]> envp, Map<Integer, Long> auxiliary, byte[] random) {
        long execFn = pushString(filename);
        long envEnd = execFn;
        long[] environment = pushStrings(envp);
        long envStart = pointer;
        long[] arguments = pushStrings(argv);
        long argStart = pointer;
        auxiliary.put(AT_PLATFORM, pushString(PLATFORM));
        auxiliary.put(AT_RANDOM, push(random));
        auxiliary.put(AT_EXECFN, execFn);

        long[] words = new long[1 + arguments.length + 1 + environment.length + 1 + 2 * (auxiliary.size() + 1)];
        int at = 0;
        words[at++] = arguments.length;
        System.arraycopy(arguments, 0, words, at, arguments.length);
        at += arguments.length + 1;
        System.arraycopy(environment, 0, words, at, environment.length);
        at += environment.length + 1;
        for (Map.Entry<Integer, Long> entry : auxiliary.entrySet()) {
            words[at++] = entry.getKey();
            words[at++] = entry.getValue();
        }
        byte[] bytes = new byte[words.length * Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            LittleEndian.put(bytes, i * Long.BYTES, words[i], Long.BYTES);
        }
        pointer = (pointer - bytes.length & -ALIGNMENT) + bytes.length;
        long startStack = push(bytes);
        mm.setArguments(new ArgumentArea(startStack, argStart, envStart, envStart, envEnd));
    }

    /** The last one highest, so that they lie in order. */
    private long[] pushStrings(List<byte[]> strings) {
        long[] addresses = new long[strings.size()];
        for (int i = strings.size() - 1; i >= 0; i--) {
            addresses[i] = pushString(strings.get(i));
        }
        return addresses;
    }

    /** With its NUL, which fresh memory has already. */
    private long pushString(byte[] string) {
        pointer--;
        return push(string);
    }

    private long push(byte[] bytes) {
        pointer -= bytes.length;
        if (mm.copyToUser(pointer, bytes, 0, bytes.length) < bytes.length) {
            throw Errno.E2BIG.exception();
        }
        return pointer;
    }
}
