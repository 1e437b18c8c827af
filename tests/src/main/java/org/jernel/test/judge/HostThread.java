package org.jernel.test.judge;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A thread of the host that only makes the calls put into its mailbox.
 *
 * <p>It is none of the JVM's, because the JVM reads classes and jars by descriptor number: a Java thread whose fd table
 * lacks them brings the JVM down when it next loads a class. So its body is a few instructions of machine code.
 */
final class HostThread {

    /** The mailbox: state, call number or function, six arguments, result, and the timeout of who waits for it. */
    static final int MAILBOX_BYTES = 88;

    private static final int TARGET = 8;
    private static final int ARGUMENTS = 16;
    private static final int RESULT = 64;
    private static final int TIMEOUT = 72;

    /** What the mailbox asks for; in its other states, 0 and DONE, the thread waits. */
    private static final int SYSCALL = 1;

    private static final int FUNCTION = 2;
    private static final int LEAVE = 3;
    private static final int DONE = 4;

    private static final int FUTEX = 202;
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final long SLICE_NANOS = 10_000_000;

    private static final VarHandle STATE = ValueLayout.JAVA_INT.varHandle();

    /** The thread's body, a function whose argument is the mailbox; after the bar is what the bytes say. */
    private static final String CODE = """
            53 4889fb                    |        push rbx; mov rbx, rdi
            8b03                         | wait:  mov eax, [rbx]
            83f801 741d                  |        cmp eax, SYSCALL; je call
            83f802 7438                  |        cmp eax, FUNCTION; je func
            83f803 7466                  |        cmp eax, LEAVE; je leave
            4889df 31f6 89c2 4531d2      |        mov rdi, rbx; xor esi, esi; mov edx, eax; xor r10d, r10d
            b8ca000000 0f05 ebdc         |        mov eax, FUTEX; syscall; jmp wait
            488b4308 488b7b10 488b7318   | call:  mov rax, [rbx+8]; mov rdi, [rbx+16]; mov rsi, [rbx+24]
            488b5320 4c8b5328 4c8b4330   |        mov rdx, [rbx+32]; mov r10, [rbx+40]; mov r8, [rbx+48]
            4c8b4b38 0f05 eb13           |        mov r9, [rbx+56]; syscall; jmp done
            488b7b10 488b7318 488b5320   | func:  mov rdi, [rbx+16]; mov rsi, [rbx+24]; mov rdx, [rbx+32]
            488b4b28 ff5308              |        mov rcx, [rbx+40]; call [rbx+8]
            48894340 c70304000000        | done:  mov [rbx+64], rax; mov dword ptr [rbx], DONE
            4889df be01000000 baffffff7f |        mov rdi, rbx; mov esi, FUTEX_WAKE; mov edx, INT_MAX
            b8ca000000 0f05 eb89         |        mov eax, FUTEX; syscall; jmp wait
            5b 31c0 c3                   | leave: pop rbx; xor eax, eax; ret
            """;

    /**
     * Makes a process: a function of clone's flags and of the new stack, on which the mailbox and the thread's body are. Memory
     * stays shared, which the mailbox needs, and neither descriptors nor signals do.
     */
    private static final String CLONE = """
            b838000000 31d2              |        mov eax, CLONE; xor edx, edx
            4531d2 4531c0 0f05           |        xor r10d, r10d; xor r8d, r8d; syscall
            85c0 7401 c3                 |        test eax, eax; je child; ret
            5f 58 ffd0                   | child: pop rdi; pop rax; call rax
            89c7 b83c000000 0f05         |        mov edi, eax; mov eax, EXIT; syscall
            """;

    private final LibC libc;
    private final long address;
    private final MemorySegment mailbox;
    private final Supplier<String> dump;

    HostThread(LibC libc, long mailboxAddress, Supplier<String> dump) {
        this.libc = libc;
        this.address = mailboxAddress;
        this.mailbox = libc.memory(mailboxAddress, MAILBOX_BYTES);
        this.dump = dump;
        mailbox.set(ValueLayout.JAVA_LONG, TIMEOUT + Long.BYTES, SLICE_NANOS);
    }

    static byte[] code() {
        return bytes(CODE);
    }

    static byte[] cloneCode() {
        return bytes(CLONE);
    }

    private static byte[] bytes(String code) {
        String hex = code.lines().map(line -> line.substring(0, line.indexOf('|'))).collect(Collectors.joining());
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    Pending syscall(long nr, long... args) {
        return post(SYSCALL, nr, args);
    }

    /** Has the thread call a C function of up to four arguments. */
    Pending function(long function, long... args) {
        return post(FUNCTION, function, args);
    }

    /** Lets the thread return from its body. */
    void leave() {
        post(LEAVE, 0);
    }

    private Pending post(int what, long target, long... args) {
        mailbox.set(ValueLayout.JAVA_LONG, TARGET, target);
        for (int i = 0; i < 6; i++) {
            mailbox.set(ValueLayout.JAVA_LONG, ARGUMENTS + i * Long.BYTES, i < args.length ? args[i] : 0);
        }
        STATE.setVolatile(mailbox, 0L, what);
        libc.must(FUTEX, address, FUTEX_WAKE, 1);
        return new Posted(what);
    }

    /** The one call that the mailbox holds. */
    private final class Posted implements Pending {
        private final int what;
        private boolean returned;
        private long result;

        Posted(int what) {
            this.what = what;
        }

        @Override
        public boolean isDone() {
            if (!returned && (int) STATE.getVolatile(mailbox, 0L) == DONE) {
                result = mailbox.get(ValueLayout.JAVA_LONG, RESULT);
                returned = true;
            }
            return returned;
        }

        @Override
        public long await() {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!isDone()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("no return within " + PATIENCE.toSeconds() + " s: " + dump.get());
                }
                libc.syscall(FUTEX, address, FUTEX_WAIT, what, address + TIMEOUT);
            }
            return result;
        }
    }
}
