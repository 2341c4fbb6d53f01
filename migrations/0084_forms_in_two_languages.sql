-- depends: 0040_cases
-- Forms kept before questions and choices had two languages: what was given in one is asked in it, whatever the citizen's.
update case_type set form = jsonb_set(form, '{questions}', coalesce((
    select jsonb_agg(
        question
        || jsonb_build_object(
            'ask',
            case jsonb_typeof(question -> 'ask')
                when 'string' then jsonb_build_object('ko', question -> 'ask', 'en', question -> 'ask')
                else question -> 'ask'
            end,
            'choices',
            coalesce((
                select jsonb_agg(
                    case jsonb_typeof(choice)
                        when 'string' then jsonb_build_object('ko', choice, 'en', choice)
                        else choice
                    end order by nth)
                from jsonb_array_elements(question -> 'choices') with ordinality as choices (choice, nth)), '[]'))
        order by place)
    from jsonb_array_elements(form -> 'questions') with ordinality as questions (question, place)), '[]'));
