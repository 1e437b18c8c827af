package org.jernel.kernel.module;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jernel.kernel.Kernel;
import org.jernel.kernel.symbol.Kallsyms;
import org.jernel.syscall.Errno;
import org.jernel.syscall.SyscallBinding;
import org.jernel.syscall.SyscallDefinition;
import org.jernel.syscall.SyscallTable;
import org.jernel.syscall.tbl.Abi;
import org.jernel.syscall.tbl.EntryPoint;
import org.jernel.syscall.tbl.SyscallTableException;
import org.jernel.syscall.tbl.SyscallTableParser;
import org.jernel.syscall.tbl.SyscallTableRow;
import org.jspecify.annotations.Nullable;

import static org.jernel.kernel.printk.Printk.KERN_ERR;
import static org.jernel.kernel.printk.Printk.KERN_INFO;

/** The rows of the system call table that are a module's: those of its own fragment, and those that it found free. */
final class ModuleTable {

    /** The fragment in the jar. */
    static final String FRAGMENT = "syscall_64.tbl";

    private final Kernel kernel;
    private final LoadedModule module;
    private final List<SyscallTableRow> fragment;
    private final List<String> defined = new ArrayList<>();

    /** Reads the fragment, if there is one. */
    ModuleTable(Kernel kernel, LoadedModule module, byte @Nullable [] fragment) throws ModuleFormatException {
        this.kernel = kernel;
        this.module = module;
        this.fragment = fragment == null ? List.of() : parse(fragment);
    }

    private static List<SyscallTableRow> parse(byte[] text) throws ModuleFormatException {
        try (InputStreamReader reader =
                new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8)) {
            return SyscallTableParser.parse(FRAGMENT, reader).rows();
        } catch (SyscallTableException e) {
            throw new ModuleFormatException(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new ModuleFormatException(FRAGMENT + ": " + e.getMessage());
        }
    }

    /** Binds each definition. Throws EBUSY where its row is another's, ENOSPC where the table is full. */
    List<Integer> define(List<SyscallDefinition> definitions) {
        return definitions.stream().map(this::define).toList();
    }

    private int define(SyscallDefinition definition) {
        SyscallTable table = kernel.syscalls();
        SyscallTableRow row = rowFor(table, definition.name());
        SyscallBinding binding;
        try {
            binding = table.bind(row, named(definition), module);
        } catch (IllegalStateException e) {
            kernel.printk().printkDeferred(KERN_ERR + "%s: %s%s\n", module.name(), place(row), e.getMessage());
            throw Errno.EBUSY.exception();
        }
        module.own(binding);
        defined.add(definition.name());
        Kallsyms kallsyms = kernel.symbols().kallsyms();
        long _ = kallsyms.add("__x64_sys_" + definition.name(), module.name(), module.base());
        kernel.printk()
                .printk(KERN_INFO + "%s: system call %d is %s\n", module.name(), binding.number(), definition.name());
        return binding.number();
    }

    private SyscallTableRow rowFor(SyscallTable table, String name) {
        for (SyscallTableRow row : fragment) {
            if (row.abi().isNative() && name.equals(EntryPoint.definedName(row.entryPoint()))) {
                return row;
            }
        }
        int number = table.nameToNr(name);
        SyscallTableRow there = number < 0 ? null : table.rowOf(number);
        if (there != null) {
            return there;
        }
        int next = table.nextNumber();
        if (next < 0) {
            kernel.printk().printkDeferred(KERN_ERR + "%s: no room for system call %s\n", module.name(), name);
            throw Errno.ENOSPC.exception();
        }
        return new SyscallTableRow(0, next, Abi.COMMON, name, "__x64_sys_" + name, null, false);
    }

    private String place(SyscallTableRow row) {
        return fragment.contains(row) ? FRAGMENT + ":" + row.line() + ":1: " : "";
    }

    /** Tells of rows for which the module has defined nothing. Returns 0 or -ENOENT. */
    long checkComplete() {
        long error = 0;
        for (SyscallTableRow row : fragment) {
            String name = EntryPoint.definedName(row.entryPoint());
            if (row.abi().isNative() && name != null && !defined.contains(name)) {
                kernel.printk()
                        .printk(
                                KERN_ERR + "%s: %s:%d: no definition of %s\n",
                                module.name(),
                                FRAGMENT,
                                row.line(),
                                Objects.requireNonNull(row.entryPoint()));
                error = Errno.ENOENT.negated();
            }
        }
        return error;
    }

    /** The definition, of which the table tells whose it is. */
    private SyscallDefinition named(SyscallDefinition definition) {
        return new SyscallDefinition(
                definition.metadata(),
                definition.stub(),
                definition.support(),
                module.name() + "/" + definition.origin());
    }
}
