using CardVault;

return await CommandLine.Create().Parse(args).InvokeAsync();
