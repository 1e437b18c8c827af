package org.jernel.kernel.module;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;

import org.jernel.kernel.owner.OperationsOwner;
import org.jspecify.annotations.Nullable;

/** A module's classes, behind those of the kernel and of the modules whose symbols it uses. */
final class ModuleClassLoader extends ClassLoader implements OperationsOwner.Code {

    private final LoadedModule module;
    private final ModuleImage image;
    private final List<ClassLoader> providers;

    ModuleClassLoader(LoadedModule module, ModuleImage image, ClassLoader kernel, List<ClassLoader> providers) {
        super("module " + image.name(), kernel);
        this.module = module;
        this.image = image;
        this.providers = providers;
    }

    @Override
    public OperationsOwner owner() {
        return module;
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
