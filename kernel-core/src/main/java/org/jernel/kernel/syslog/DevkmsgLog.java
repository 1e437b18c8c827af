package org.jernel.kernel.syslog;

/** Whether programs may write to the log. {@code printk.devkmsg}. */
public enum DevkmsgLog {
    ON,
    OFF,

    /** As other messages that come often. The default. */
    RATELIMIT
}
