package org.jernel.kernel.module;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** A module's classes, behind those of the kernel and of the modules whose symbols it uses. */
final class ModuleClassLoader extends ClassLoader {

    private final ModuleImage image;
    private final List<ClassLoader> providers;

    ModuleClassLoader(ModuleImage image, ClassLoader kernel, List<ClassLoader> providers) {
        super("module " + image.name(), kernel);
        this.image = image;
        this.providers = providers;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = image.file(name.replace('.', '/') + ".class");
        if (bytes != null) {
            return defineClass(name, bytes, 0, bytes.length);
        }
        for (ClassLoader provider : providers) {
            try {
                return provider.loadClass(name);
            } catch (ClassNotFoundException e) {
                // the next one may have it
            }
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] bytes = image.file(name);
        return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }
}
