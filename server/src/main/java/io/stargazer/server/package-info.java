/**
 * The control plane as a running server.
 *
 * <pre>
 *   http     FrontDoor: one port, routes, RPC upgrade          console: pages
 *     |
 *   identity  session  registry  cluster                       services: authorise, submit, read
 *     |
 *   control   ControlPlane: submit, read, changes
 *     |
 *   log       CommandPipeline -> ReplicatedLog -> apply
 *     |
 *   peer      what the logs of several servers say to each other, through the one port
 * </pre>
 */
@NullMarked
package io.stargazer.server;

import org.jspecify.annotations.NullMarked;
