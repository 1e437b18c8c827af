package org.jernel.kernel.module;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jernel.kernel.Kernel;
import org.jernel.kernel.chrdev.Chrdevs;
import org.jernel.kernel.file.FileOperations;
import org.jernel.kernel.owner.OperationsOwner;
import org.jernel.kernel.proc.ProcDirEntry;
import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.proc.ProcOps;
import org.jernel.kernel.time.KernelClock;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallDefinition;
import org.jspecify.annotations.Nullable;

/**
 * The kernel as a module sees it from its {@code init}: the parts with their exported functions, and the registrations that
 * end with the module. {@code THIS_MODULE}.
 */
public final class ThisModule {

    private static final int FILE_MODE = 0444;

    private final Kernel kernel;
    private final LoadedModule module;
    private final ModuleTable table;

    ThisModule(Kernel kernel, LoadedModule module, ModuleTable table) {
        this.kernel = kernel;
        this.module = module;
        this.table = table;
    }

    public String name() {
        return module.name();
    }

    /** A part of the kernel, of which the exported functions can be called. */
    public <T> T get(Class<T> part) {
        return kernel.get(part);
    }

    /** The kernel's time, for wait queues and timers. */
    public KernelClock clock() {
        return kernel.clock();
    }

    /** Logs a message. {@code printk}. */
    public void printk(String format, @Nullable Object... arguments) {
        kernel.printk().printk(format, arguments);
    }

    /**
     * Adds system calls: each to the row that the module's {@code syscall_64.tbl} names for it, else to the row of the kernel's
     * table that enters it, else behind the last row. No module is unloaded while a task is in one of its calls.
     *
     * @return their numbers
     */
    public List<Integer> defineSyscalls(List<SyscallDefinition> definitions) {
        return table.define(definitions);
    }

    /**
     * Registers a driver until the module goes, which it does not while a device of it is open. {@code register_chrdev} with
     * {@code THIS_MODULE} for owner.
     *
     * @return as {@link Chrdevs#registerChrdev(int, String, FileOperations)}
     */
    @CheckReturnValue
    public int registerChrdev(int major, String name, FileOperations operations) {
        return kernel.get(Chrdevs.class).registerChrdev(major, name, operations, module);
    }

    /** The module, for what asks whose it is: {@code .owner = THIS_MODULE}. */
    public OperationsOwner owner() {
        return module;
    }

    /** Has something closed when the module goes, the newest first: any registration, a socket, a page. */
    public <T extends AutoCloseable> T own(T resource) {
        module.own(resource);
        return resource;
    }

    /**
     * Makes a file below {@code /proc} that shows a text, for as long as the module is there. {@code proc_create_single}.
     *
     * @param name as {@link ProcFs#procCreate} takes it
     * @param show called when the file is read
     */
    public void procCreate(String name, Supplier<String> show) {
        procCreate(name, FILE_MODE, ProcOps.text(show));
    }

    /**
     * Makes a file below {@code /proc} whose callbacks run when a user opens, reads or writes it, for as long as the module is
     * there. Who has it open then does not keep the module: he gets EIO from then on. {@code proc_create}.
     *
     * @param name as {@link ProcFs#procCreate} takes it
     */
    public void procCreate(String name, int mode, ProcOps operations) {
        ProcFs proc = kernel.get(ProcFs.class);
        ProcDirEntry entry = proc.procCreate(name, mode, null, operations);
        module.own(() -> proc.procRemove(entry));
    }

    /**
     * An object whose every call holds the module for as long as it lasts: for hooks and callbacks. Once the module is gone it
     * answers with ENODEV.
     *
     * @param type the interface
     */
    public <T> T counted(Class<T> type, T target) {
        InvocationHandler counting = (proxy, method, arguments) -> {
            if (!module.tryGet()) {
                throw Errno.ENODEV.exception();
            }
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                module.put();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, counting));
    }

    /** Holds the module by hand. Returns false where it is on its way out. {@code try_module_get(THIS_MODULE)}. */
    public boolean tryModuleGet() {
        return module.tryGet();
    }

    /** Gives back what {@link #tryModuleGet} took. {@code module_put(THIS_MODULE)}. */
    public void modulePut() {
        module.put();
    }
}
