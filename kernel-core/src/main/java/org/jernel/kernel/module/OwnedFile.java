package org.jernel.kernel.module;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.jernel.kernel.file.FileOperations;
import org.jernel.syscall.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A module's file operations: an open file holds the module, and answers with ENODEV when the module was forced out.
 *
 * <p>Behind a proxy and not a class that implements them all, so that an operation that is added is not forgotten here.
 */
final class OwnedFile implements InvocationHandler {

    private final LoadedModule module;
    private final FileOperations operations;

    OwnedFile(LoadedModule module, FileOperations operations) {
        this.module = module;
        this.operations = operations;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        return switch (method.getName()) {
            case "open" -> open(method, arguments);
            case "release" -> release(method, arguments);
            default ->
                module.state() == ModuleState.GOING && method.getReturnType() == long.class
                        ? (Object) Errno.ENODEV.negated()
                        : call(method, arguments);
        };
    }

    private @Nullable Object open(Method method, Object @Nullable [] arguments) throws Throwable {
        if (!module.tryGet()) {
            throw Errno.ENXIO.exception();
        }
        boolean opened = false;
        try {
            Object nothing = call(method, arguments);
            opened = true;
            return nothing;
        } finally {
            if (!opened) {
                module.put();
            }
        }
    }

    private @Nullable Object release(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return call(method, arguments);
        } finally {
            module.put();
        }
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(operations, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
