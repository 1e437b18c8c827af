package org.jernel.user.libc;

/** A program by which other tasks are stopped and go on, and which no breakpoint stops therefore: who would have it go on? */
public interface DebuggerProgram extends Program {}
