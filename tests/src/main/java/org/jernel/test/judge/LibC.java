package org.jernel.test.judge;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The host's C library, as far as the host arm needs it, and the memory of this process. */
@SuppressWarnings("restricted")
final class LibC {

    private static final int SIGACTION_BYTES = 152;
    private static final int SA_FLAGS = 136;
    private static final int SA_RESTART = 0x10000000;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final SymbolLookup symbols = Linker.nativeLinker().defaultLookup();
    private final StructLayout stateLayout = Linker.Option.captureStateLayout();
    private final VarHandle errno = stateLayout.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private final MethodHandle syscall = function(
            "syscall",
            FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));
    private final MethodHandle sigaction =
            function("sigaction", FunctionDescriptor.of(ValueLayout.JAVA_INT, LONG, LONG, LONG));
    private final MethodHandle pthreadCreate =
            function("pthread_create", FunctionDescriptor.of(ValueLayout.JAVA_INT, LONG, LONG, LONG, LONG));
    private final MethodHandle pthreadJoin =
            function("pthread_join", FunctionDescriptor.of(ValueLayout.JAVA_INT, LONG, LONG));

    private MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type, options);
    }

    long addressOf(String function) {
        return symbols.findOrThrow(function).address();
    }

    /** A system call made by the calling thread: its result, -errno on failure. */
    long syscall(long nr, long... args) {
        long[] a = Arrays.copyOf(args, 6);
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(stateLayout);
            long result = (long) syscall.invokeExact(state, nr, a[0], a[1], a[2], a[3], a[4], a[5]);
            return result == -1 ? -(int) errno.get(state, 0L) : result;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** A system call that the host arm itself cannot do without. */
    long must(long nr, long... args) {
        return success(syscall(nr, args), "system call " + nr);
    }

    static long success(long result, String what) {
        if (result < 0) {
            throw new IllegalStateException(what + ": " + Recording.result(result));
        }
        return result;
    }

    /**
     * Makes a signal do nothing but interrupt. The handler is a C function without effect: Java code cannot run in a
     * signal handler.
     */
    void handleWithNothing(int signal, boolean restart) {
        try (var arena = Arena.ofConfined()) {
            var action = arena.allocate(SIGACTION_BYTES, Long.BYTES);
            action.set(LONG, 0, addressOf("labs"));
            action.set(ValueLayout.JAVA_INT, SA_FLAGS, restart ? SA_RESTART : 0);
            success(-(int) sigaction.invokeExact((long) signal, action.address(), 0L), "sigaction");
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Starts a thread of the C library that the JVM does not know, and gives its pthread_t. */
    long startThread(long code, long argument) {
        try (var arena = Arena.ofConfined()) {
            var thread = arena.allocate(LONG);
            success(-(int) pthreadCreate.invokeExact(thread.address(), 0L, code, argument), "pthread_create");
            return thread.get(LONG, 0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void joinThread(long thread) {
        try {
            success(-(int) pthreadJoin.invokeExact(thread, 0L), "pthread_join");
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    MemorySegment memory(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length);
    }
}
