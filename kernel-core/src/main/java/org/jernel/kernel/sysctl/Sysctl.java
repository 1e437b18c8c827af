package org.jernel.kernel.sysctl;

import java.util.List;

import org.jernel.kernel.proc.ProcFs;
import org.jernel.kernel.symbol.ExportSymbol;

/** The tree of {@code /proc/sys}. {@code sysctl_table_root}. */
public final class Sysctl {

    private final SysctlDirectory root;

    /** Hangs an empty tree into {@code /proc}. {@code proc_sys_init}. */
    public Sysctl(ProcFs proc) {
        this.root = new SysctlDirectory(proc.files(), false);
        proc.procMount("sys", root);
    }

    /** Makes the files of a table; throws EEXIST for a name that is taken. */
    @ExportSymbol
    public void registerSysctl(String path, List<CtlTable> table) {
        SysctlDirectory directory = find(path);
        table.forEach(directory::add);
    }

    /** Takes the files of a table away. */
    @ExportSymbol("unregister_sysctl_table")
    public void unregisterSysctl(String path, List<CtlTable> table) {
        SysctlDirectory directory = find(path);
        table.forEach(directory::remove);
    }

    private SysctlDirectory find(String path) {
        SysctlDirectory directory = root;
        for (String name : path.split("/")) {
            directory = directory.directory(name);
        }
        return directory;
    }
}
