package org.jernel.kernel.proc;

import java.util.List;
import java.util.function.Supplier;

/** What a path below {@code /proc} leads to. {@code struct proc_dir_entry}. */
public sealed interface ProcEntry {

    /** A file whose text is made when it is opened, so that its reader sees one moment. */
    record Text(Supplier<String> show) implements ProcEntry {}

    /** A directory as it is now, without its dots. */
    record Directory(List<String> names) implements ProcEntry {}

    /** A symbolic link. */
    record Link(String target) implements ProcEntry {}
}
