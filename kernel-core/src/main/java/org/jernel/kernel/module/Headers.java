package org.jernel.kernel.module;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;

import org.jernel.kernel.symbol.Export;

/**
 * What of the kernel a module may name, as headers and exported symbols decide it for C.
 *
 * <p>A class that exports a method is a C file: a module reaches nothing of it but what it exports. Every other public class
 * of the packages below is a header: structures, constants and inline functions. The rest of the kernel does not exist for a
 * module.
 */
final class Headers {

    private static final Set<String> PACKAGES = Set.of(
            "org.jernel.syscall",
            "org.jernel.kernel.chrdev",
            "org.jernel.kernel.file",
            "org.jernel.kernel.fs",
            "org.jernel.kernel.mm",
            "org.jernel.kernel.module",
            "org.jernel.kernel.printk",
            "org.jernel.kernel.proc",
            "org.jernel.kernel.reboot",
            "org.jernel.kernel.security",
            "org.jernel.kernel.seq",
            "org.jernel.kernel.sysctl",
            "org.jernel.kernel.task",
            "org.jernel.kernel.time",
            "org.jernel.kernel.trace",
            "org.jernel.kernel.wait",
            "org.jernel.net.core",
            "org.jernel.net.uapi");

    private Headers() {}

    /** True for a class that a module may use as a whole. */
    static boolean isHeader(Class<?> type) {
        return isPublic(type) && PACKAGES.contains(type.getPackageName()) && !exportsAnything(type);
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    static boolean exportsAnything(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods()).anyMatch(method -> Export.of(method) != null);
    }

    /** True if the language lets a module reach it. */
    static boolean isReachable(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    /** What a module with such a licence may call: an exported function, or anything of a header. */
    static boolean mayCall(Executable target, boolean gplOk) {
        Export export = target instanceof Method method ? Export.of(method) : null;
        if (export != null) {
            return gplOk || !export.gplOnly();
        }
        return isReachable(target.getModifiers()) && isHeader(target.getDeclaringClass());
    }
}
