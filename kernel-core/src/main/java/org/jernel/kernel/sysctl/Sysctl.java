package org.jernel.kernel.sysctl;

import java.util.List;

import org.jernel.kernel.owner.OperationsOwner;
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

    /** Makes the files of a table, all or none; throws EEXIST for a name that is taken. */
    @ExportSymbol
    public synchronized void registerSysctl(String path, List<CtlTable> table) {
        SysctlDirectory directory = find(path);
        int added = 0;
        try {
            for (CtlTable row : table) {
                directory.add(row);
                added++;
            }
        } finally {
            if (added < table.size()) {
                unregisterSysctl(path, table.subList(0, added));
            }
        }
        OperationsOwner.callerOwns(() -> unregisterSysctl(path, table));
    }

    /** Takes the files of a table away, and the directories that are empty then. */
    @ExportSymbol("unregister_sysctl_table")
    public synchronized void unregisterSysctl(String path, List<CtlTable> table) {
        root.remove(List.of(path.split("/")), table);
    }

    private SysctlDirectory find(String path) {
        SysctlDirectory directory = root;
        for (String name : path.split("/")) {
            directory = directory.directory(name);
        }
        return directory;
    }
}
