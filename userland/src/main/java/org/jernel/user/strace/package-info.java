/** What strace knows: how each call's arguments are written, which calls are shown, and how lines are made of events. */
@NullMarked
package org.jernel.user.strace;

import org.jspecify.annotations.NullMarked;
