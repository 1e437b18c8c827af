package org.jernel.kernel.module;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.panic.Taint;
import org.jernel.kernel.symbol.Export;
import org.jernel.kernel.symbol.KernelSymbol;
import org.jernel.kernel.sysctl.CtlTable;
import org.jernel.kernel.task.Cred;
import org.jernel.kernel.task.Task;
import org.jernel.kernel.wait.WaitQueueHead;
import org.jernel.syscall.Errno;
import org.jernel.syscall.ErrnoException;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_INFO;
import static org.jernel.kernel.printk.Printk.KERN_WARNING;

/**
 * The modules of one kernel: loading, unloading and the list of them. Modelled on {@code kernel/module/main.c}.
 *
 * <p>This object's monitor is {@code module_mutex}: it guards the list, states and users, and is held by nobody who runs a
 * module's code.
 */
public final class Modules {

    /** {@code license_is_gpl_compatible}. */
    private static final Set<String> GPL_COMPATIBLE = Set.of(
            "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL");

    private static final int PAGE = 4096;

    private final Kernel kernel;
    private final ClassLoader kernelClasses;

    /** Woken when a module has become live or is gone. {@code module_wq}. */
    private final WaitQueueHead moduleWait;

    /** The newest first. */
    private final List<LoadedModule> modules = new ArrayList<>();

    private volatile boolean disabled;

    Modules(Kernel kernel) {
        this.kernel = kernel;
        this.kernelClasses = Modules.class.getClassLoader();
        this.moduleWait = new WaitQueueHead(kernel.clock());
    }

    /**
     * Loads a jar of the host, as {@code insmod} does with one of the kernel's files.
     *
     * @param args the parameters, as "times=3 name=Tux"
     */
    public LoadedModule insmod(Path jar, String args) throws IOException {
        return load(Files.readAllBytes(jar), jar.toString(), () -> args);
    }

    /**
     * Loads a module that is on the class path: for tests. It is not linked, and its table fragment is not read.
     *
     * @param args the parameters, as "times=3 name=Tux"
     */
    public LoadedModule insmod(Class<? extends KernelModule> type, String args) {
        ModuleInfo info = type.getAnnotation(ModuleInfo.class);
        String name = info == null || info.name().isEmpty() ? Export.snakeCase(type.getSimpleName()) : info.name();
        LoadedModule module = new LoadedModule(name, PAGE, kernel.symbols().kallsyms().layoutModule(PAGE));
        checkModinfo(module, info == null ? "" : info.license());
        addUnformed(module);
        boolean loaded = false;
        try {
            form(module, List.of(type), type, null, () -> args);
            loaded = true;
        } finally {
            finish(module, loaded);
        }
        return module;
    }

    /** Unloads a module by its name. Throws what {@code delete_module(2)} says. */
    public void rmmod(String name) {
        long error = delete(name, false);
        if (error != 0) {
            throw ErrnoException.of(error);
        }
    }

    /** The modules, the newest first. */
    public synchronized List<LoadedModule> list() {
        return List.copyOf(modules);
    }

    /** The row of {@code /proc/sys/kernel} that ends loading and unloading for good. */
    CtlTable disabledSysctl() {
        return CtlTable.ofNumbers("modules_disabled", () -> new int[] {disabled ? 1 : 0},
                numbers -> disable(numbers[0]));
    }

    private boolean disable(int number) {
        boolean good = number == 1;
        if (good) {
            disabled = true;
        }
        return good;
    }

    /** The text of {@code /proc/modules}. */
    public synchronized String text(boolean showValues) {
        StringBuilder text = new StringBuilder();
        modules.forEach(module -> text.append(module.line(showValues)));
        return text.toString();
    }

    /** Throws EPERM where the current task may not load or unload. {@code may_init_module}. */
    void mayInitModule() {
        if (disabled || !Task.capable(Cred.CAP_SYS_MODULE)) {
            throw Errno.EPERM.exception();
        }
    }

    /**
     * Loads a module. {@code load_module}.
     *
     * @param origin what the log calls a jar that tells no name of a module
     * @param args read once the module is linked, as Linux does: what it throws ends the load
     */
    LoadedModule load(byte[] jar, String origin, Supplier<String> args) {
        ModuleImage image;
        try {
            image = new ModuleImage(jar);
        } catch (ModuleFormatException e) {
            kernel.printk().printkDeferred(KERN_ERR + "%s: %s\n", origin, e.getMessage());
            throw Errno.ENOEXEC.exception();
        }
        long size = (image.size() + PAGE - 1L) & -PAGE;
        LoadedModule module =
                new LoadedModule(image.name(), size, kernel.symbols().kallsyms().layoutModule(size));
        checkModinfo(module, image.modinfo("license"));
        addUnformed(module);
        boolean loaded = false;
        try {
            ClassLoader loader = link(module, image);
            List<Class<?>> classes = new ArrayList<>();
            for (String name : image.classes().keySet()) {
                classes.add(define(loader, name.replace('/', '.')));
            }
            Class<?> start = define(loader, image.startClass());
            form(module, classes, start.asSubclass(KernelModule.class), image.file(ModuleTable.FRAGMENT), args);
            loaded = true;
        } catch (ModuleFormatException e) {
            kernel.printk().printkDeferred(KERN_ERR + "%s: %s\n", module.name(), e.getMessage());
            throw Errno.ENOEXEC.exception();
        } finally {
            finish(module, loaded);
        }
        return module;
    }

    /** Has the host look at the class's code, of which nothing runs yet. */
    private static Class<?> define(ClassLoader loader, String name) throws ModuleFormatException {
        try {
            Class<?> type = Class.forName(name, false, loader);
            // HotSpot verifies a class before it tells of its methods.
            Method[] _ = type.getDeclaredMethods();
            return type;
        } catch (ClassNotFoundException | LinkageError e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ModuleFormatException("Invalid module: " + name + ": " + reason);
        }
    }

    private void checkModinfo(LoadedModule module, String license) {
        if (kernel.taints().add(Taint.OOT_MODULE)) {
            kernel.printk().printkDeferred(KERN_WARNING + "%s: loading out-of-tree module taints kernel.\n",
                    module.name());
        }
        module.taints().add(Taint.OOT_MODULE);
        if (GPL_COMPATIBLE.contains(license)) {
            return;
        }
        if (kernel.taints().add(Taint.PROPRIETARY_MODULE)) {
            kernel.printk()
                    .printk(
                            KERN_WARNING + "%s: module license '%s' taints kernel.\n",
                            module.name(),
                            license.isEmpty() ? "unspecified" : license);
            kernel.printk().printkDeferred(KERN_WARNING + "Disabling lock debugging due to kernel taint\n");
        }
        module.taints().add(Taint.PROPRIETARY_MODULE);
    }

    /** Takes the name; waits for one of the same name that is being loaded. {@code add_unformed_module}. */
    private void addUnformed(LoadedModule module) {
        LoadedModule old = addOrFind(module);
        if (old == null) {
            return;
        }
        if (old.state() == ModuleState.COMING) {
            long waited = moduleWait.waitEvent(
                    () -> old.state() != ModuleState.COMING, WaitQueueHead.MAX_SCHEDULE_TIMEOUT);
            if (waited < 0) {
                throw ErrnoException.of(waited);
            }
            throw (old.state() == ModuleState.LIVE ? Errno.EEXIST : Errno.EBUSY).exception();
        }
        throw Errno.EEXIST.exception();
    }

    private synchronized @Nullable LoadedModule addOrFind(LoadedModule module) {
        LoadedModule old = find(module.name());
        if (old == null) {
            modules.addFirst(module);
        }
        return old;
    }

    private synchronized @Nullable LoadedModule find(String name) {
        return modules.stream()
                .filter(module -> module.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Finds what it needs. Throws ENOENT for what nobody exports, EBUSY for a module that is not up yet. */
    private ClassLoader link(LoadedModule module, ModuleImage image) throws ModuleFormatException {
        for (String name : image.classes().keySet()) {
            if (kernelClasses.getResource(name + ".class") != null) {
                throw new ModuleFormatException("Invalid module: " + name + " is a class of the kernel");
            }
        }
        boolean gplOk = !module.taints().contains(Taint.PROPRIETARY_MODULE);
        synchronized (this) {
            ModuleLinker linker = new ModuleLinker(image, kernelClasses, modules, gplOk);
            linker.link();
            if (!linker.unknown().isEmpty()) {
                linker.unknown().forEach(unknown -> tellUnknown(module, unknown));
                throw linker.unknown().getFirst().errno().exception();
            }
            List<ClassLoader> providers = new ArrayList<>();
            for (LoadedModule used : linker.used()) {
                ClassLoader loader = used.loader();
                if (loader == null || !used.tryGet()) {
                    throw Errno.ENOENT.exception();
                }
                module.use(used);
                providers.add(loader);
            }
            ClassLoader loader = new ModuleClassLoader(module, image, kernelClasses, providers);
            module.setImage(image, loader);
            return loader;
        }
    }

    private void tellUnknown(LoadedModule module, ModuleLinker.Unknown unknown) {
        kernel.printk()
                .printk(
                        KERN_WARNING + "%s: Unknown symbol %s (err %d)\n",
                        module.name(),
                        unknown.symbol(),
                        (int) unknown.errno().negated());
        kernel.printk()
                .printk(
                        KERN_INFO + "%s: %s is no exported symbol, in %s\n",
                        module.name(),
                        unknown.javaName(),
                        unknown.user());
    }

    /** Exports its symbols, sets its parameters and starts it. {@code do_init_module}. */
    private void form(
            LoadedModule module,
            List<? extends Class<?>> classes,
            Class<? extends KernelModule> start,
            byte @Nullable [] fragment,
            Supplier<String> args) {
        long error;
        try {
            export(module, classes);
            ModuleTable table = new ModuleTable(kernel, module, fragment);
            KernelModule code = construct(start);
            module.setCode(code);
            ModuleParams params = new ModuleParams(module.name(), kernel.printk(), code);
            error = params.parse(args.get());
            if (error == 0) {
                error = code.init(new ThisModule(kernel, module, table));
                if (error == 0) {
                    error = table.checkComplete();
                }
            }
        } catch (ModuleFormatException e) {
            kernel.printk().printkDeferred(KERN_ERR + "%s: %s\n", module.name(), e.getMessage());
            throw Errno.ENOEXEC.exception();
        }
        if (error > 0) {
            kernel.printk()
                    .printk(
                            KERN_WARNING + "do_init_module: '%s'->init suspiciously returned %ld, "
                                    + "it should follow 0/-E convention\n",
                            module.name(),
                            error);
        } else if (error < 0) {
            throw Errno.isError(error) ? ErrnoException.of(error) : noErrno(module, error);
        }
    }

    private ErrnoException noErrno(LoadedModule module, long error) {
        kernel.printk()
                .printk(KERN_WARNING + "%s: init returned %ld, which is no -errno\n", module.name(), error);
        return Errno.EINVAL.exception();
    }

    /** What the module's own code throws on its way is its own fault, an oops. */
    private static KernelModule construct(Class<? extends KernelModule> start) throws ModuleFormatException {
        try {
            return (KernelModule) MethodHandles.publicLookup()
                    .findConstructor(start, MethodType.methodType(void.class))
                    .invoke();
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new ModuleFormatException("Invalid module: %s has no public constructor without parameters"
                    .formatted(start.getName()));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UndeclaredThrowableException(e);
        }
    }

    private void export(LoadedModule module, List<? extends Class<?>> classes) throws ModuleFormatException {
        List<Method> all = classes.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> !method.isSynthetic())
                .sorted(Comparator.comparing(Method::toString))
                .toList();
        List<Method> functions =
                all.stream().filter(method -> Modifier.isStatic(method.getModifiers())).toList();
        KernelSymbol earlier = kernel.symbols().exportModule(module.name(), module.base(), functions);
        if (earlier != null) {
            String owner = earlier.module();
            throw new ModuleFormatException("exports duplicate symbol %s (owned by %s)"
                    .formatted(earlier.name(), owner == null ? "kernel" : owner));
        }
        for (Method method : all) {
            if (Export.of(method) == null) {
                long _ = kernel.symbols().kallsyms()
                        .addLocal(Export.snakeCase(method.getName()), module.name(), module.base());
            }
        }
    }

    /** What was loaded is live; of what was not, nothing is left. */
    private void finish(LoadedModule module, boolean loaded) {
        if (loaded) {
            synchronized (this) {
                module.setState(ModuleState.LIVE);
            }
            moduleWait.wakeUpAll(0);
        } else {
            free(module);
        }
    }

    /** Takes away what it has registered, then the module itself. {@code free_module}. */
    private void free(LoadedModule module) {
        synchronized (this) {
            module.setState(ModuleState.GOING);
        }
        closeResources(module);
        kernel.symbols().removeModule(module.name());
        synchronized (this) {
            module.unuse();
            modules.remove(module);
        }
        moduleWait.wakeUpAll(0);
    }

    private void closeResources(LoadedModule module) {
        for (AutoCloseable resource : module.takeResources()) {
            try {
                resource.close();
            } catch (Exception e) {
                kernel.printk().printkDeferred(KERN_ERR + "%s: closing %s failed: %s\n", module.name(), resource, e);
            }
        }
    }

    /**
     * Unloads a module. {@code delete_module}.
     *
     * @param force goes on where it is held, or cannot be ended; what it has open answers with ENODEV from then on
     * @return 0 or -errno
     */
    long delete(String name, boolean force) {
        LoadedModule module;
        synchronized (this) {
            module = find(name);
            if (module == null) {
                return Errno.ENOENT.negated();
            }
            if (!module.users().isEmpty()) {
                return Errno.EWOULDBLOCK.negated();
            }
            if (module.state() != ModuleState.LIVE || (module.isPermanent() && !force)) {
                return Errno.EBUSY.negated();
            }
            boolean held = !module.tryRelease();
            if (held && !force) {
                return Errno.EWOULDBLOCK.negated();
            }
            if (held || module.isPermanent()) {
                boolean _ = kernel.taints().add(Taint.FORCED_RMMOD);
            }
            module.setState(ModuleState.GOING);
        }
        try {
            KernelModule code = module.code();
            if (code != null) {
                code.exit();
            }
        } finally {
            free(module);
        }
        return 0;
    }

    /** Takes away what is left when the kernel closes; no module's code runs any more. */
    void close() {
        for (LoadedModule module : list()) {
            closeResources(module);
        }
    }
}
