package org.jernel.user.libc;

/** What {@code uname(2)} tells. */
public record Utsname(String sysname, String nodename, String release, String version, String machine) {}
