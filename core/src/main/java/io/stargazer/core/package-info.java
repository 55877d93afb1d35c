/**
 * The deterministic control plane. Everything here is a plain function of the commands applied so
 * far: no clock, no threads, no chance, no I/O.
 *
 * <pre>
 *   Stamp + Command --> ControlState.apply --> Outcome
 *                          |
 *         IdentityState  SessionState  RegistryState  TaskState     (one per capability)
 *                          |
 *                     ControlView: immutable, read by any thread
 * </pre>
 */
@NullMarked
package io.stargazer.core;

import org.jspecify.annotations.NullMarked;
