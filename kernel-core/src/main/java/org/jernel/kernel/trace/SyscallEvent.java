package org.jernel.kernel.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A system call in a JFR recording. Whoever records sees it: {@code jcmd PID JFR.start} and {@code JFR.dump}, or a recording of JDK
 * Mission Control, whose event browser lists it under Jernel; {@code jfr print --events org.jernel.Syscall FILE} without it.
 */
@Name("org.jernel.Syscall")
@Label("System Call")
@Category("Jernel")
@Description("A system call of a task of a Jernel kernel")
@StackTrace(false)
final class SyscallEvent extends Event {

    @Label("Name") String name = "";

    @Label("Number") long nr;

    @Label("Arguments") String arguments = "";

    @Label("Result")
    @Description("What the call returned; a number of an error if negative") long result;

    @Label("Task") String task = "";

    @Label("PID") int pid;
}
