/**
 * The commands that ask a server (UI-2), one class for each noun.
 *
 * <pre>
 *   GlobalOptions (--server, --token, --json, ...)
 *        |
 *      Shell --api()----> ApiClient        every command is given one Shell
 *        |  ---output()-> Output
 *   AppCommand  NamespaceCommand  ServiceCommand  StatusCommand  LoginCommand  LogoutCommand
 * </pre>
 */
@NullMarked
package io.stargazer.app.command;

import org.jspecify.annotations.NullMarked;
