package org.jernel.kernel.stacktrace;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jernel.kernel.symbol.Export;
import org.jernel.kernel.symbol.KernelFunction;
import org.jernel.kernel.symbol.SyscallFunctions;
import org.jernel.kernel.task.FunctionNames;
import org.jernel.kernel.task.Task;
import org.jernel.syscall.SyscallDefine0;
import org.jernel.syscall.SyscallDefine1;
import org.jernel.syscall.SyscallDefine2;
import org.jernel.syscall.SyscallDefine3;
import org.jernel.syscall.SyscallDefine4;
import org.jernel.syscall.SyscallDefine5;
import org.jernel.syscall.SyscallDefine6;
import org.jernel.syscall.SyscallTable;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a thread is in, innermost first, by their Linux names: {@code __sys_sendto}, {@code sock_sendmsg}, {@code
 * inet_sendmsg}, {@code udp_sendmsg}. Modelled on {@code kernel/stacktrace.c}.
 *
 * <p>Names come from {@link KernelFunction}, from exports, and from system calls, whose way in is {@code do_syscall_64}. What has
 * none is a detail of this kernel and not shown.
 */
public final class KernelStack {

    private static final String WAY_IN = "__x64_sys_";

    private KernelStack() {}

    /** Where a task is in the kernel; empty in user mode. {@code stack_trace_save_tsk}. */
    public static List<KernelFrame> of(Task task) {
        return named(task, task.stackTrace());
    }

    /** Where the calling thread is. {@code stack_trace_save}. */
    public static List<KernelFrame> here() {
        return named(Task.currentOrNull(), Thread.currentThread().getStackTrace());
    }

    /** The text of {@code /proc/PID/stack}. */
    public static String text(Task task) {
        StringBuilder text = new StringBuilder();
        of(task).forEach(frame -> text.append("[<0>] ").append(frame.function()).append("+0x0/0x40\n"));
        return text.toString();
    }

    private static List<KernelFrame> named(@Nullable Task task, StackTraceElement... stack) {
        FunctionNames names = task == null ? null : task.tasks().functionNames();
        return withOneWayIn(frames(stack)).stream()
                .map(frame -> task == null || names == null
                        ? frame
                        : new KernelFrame(names.of(task, frame.function()), frame.place()))
                .toList();
    }

    private static List<KernelFrame> frames(StackTraceElement... stack) {
        List<KernelFrame> frames = new ArrayList<>();
        for (StackTraceElement element : stack) {
            String place = element.getFileName() + ":" + element.getLineNumber();
            for (String function : functions(element)) {
                // An overload that does the work of the other is no second function.
                if (frames.isEmpty() || !frames.getLast().function().equals(function)) {
                    frames.add(new KernelFrame(function, place));
                }
            }
        }
        return frames;
    }

    /** A handler that calls another one has not entered the kernel a second time. */
    private static List<KernelFrame> withOneWayIn(List<KernelFrame> frames) {
        List<KernelFrame> kept = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            boolean isWayIn = frames.get(i).function().startsWith(WAY_IN);
            boolean entersHere = i + 1 == frames.size() || frames.get(i + 1).function().equals("do_syscall_64");
            if (!isWayIn || entersHere) {
                kept.add(frames.get(i));
            }
        }
        return kept;
    }

    private static List<String> functions(StackTraceElement element) {
        if (!element.getClassName().startsWith("org.jernel.")) {
            return List.of();
        }
        if (element.getClassName().equals(SyscallTable.class.getName())) {
            return element.getMethodName().equals("syscall") ? List.of("do_syscall_64") : List.of();
        }
        try {
            Class<?> type = Class.forName(element.getClassName(), false, KernelStack.class.getClassLoader());
            for (Method method : type.getDeclaredMethods()) {
                List<String> names =
                        method.getName().equals(element.getMethodName()) ? functions(type, method) : List.of();
                if (!names.isEmpty()) {
                    return names;
                }
            }
        } catch (ClassNotFoundException e) {
            // A module's own, of which the kernel knows what it exports only.
        }
        return List.of();
    }

    private static List<String> functions(Class<?> type, Method method) {
        KernelFunction given = method.getAnnotation(KernelFunction.class);
        if (given != null) {
            return List.of(given.value());
        }
        Export export = Export.of(method);
        if (export != null) {
            return List.of(export.name());
        }
        String call = syscall(method);
        if (call == null) {
            return List.of();
        }
        SyscallFunctions work = type.getAnnotation(SyscallFunctions.class);
        return work == null ? List.of(WAY_IN + call) : List.of(work.value() + call, WAY_IN + call);
    }

    private static @Nullable String syscall(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            String call = switch (annotation) {
                case SyscallDefine0 define -> define.value();
                case SyscallDefine1 define -> define.value();
                case SyscallDefine2 define -> define.value();
                case SyscallDefine3 define -> define.value();
                case SyscallDefine4 define -> define.value();
                case SyscallDefine5 define -> define.value();
                case SyscallDefine6 define -> define.value();
                default -> null;
            };
            if (call != null) {
                return call;
            }
        }
        return null;
    }
}
